import type { Ended, Facet, Narrow } from "../../ipc/bindings";

/** How long a window is; it ends now. */
export type Range = "hour" | "day" | "week" | "month" | "all";
export const RANGES: readonly Range[] = ["hour", "day", "week", "month", "all"];

const HOUR = 3_600_000;
const SPAN: Record<Exclude<Range, "all">, number> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
  month: 30 * 24 * HOUR,
};

/** What a call may be: where it stands, or what else can be said of it. */
export type Outcome = Ended | "moved" | "unpriced";
export const OUTCOMES: readonly Outcome[] = [
  "answered",
  "moved",
  "failed",
  "cancelled",
  "interrupted",
  "running",
  "unpriced",
];

/** What one may narrow by, in the order in which it is offered. */
export type By = Facet | "outcome";
export const BYS: readonly By[] = [
  "outcome",
  "failure",
  "project",
  "chain",
  "provider",
  "model",
  "user",
  "environment",
  "tool",
  "prompt",
];

/** What stands in the address: filters, the window, the open story. An empty name is "none named". */
export type RequestsSearch = {
  readonly [name in Facet]?: string | undefined;
} & {
  readonly range?: Range | undefined;
  /** A stretch of time of its own, instead of a range. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly outcome?: Outcome | undefined;
  readonly text?: string | undefined;
  /** Whose story is open. */
  readonly call?: string | undefined;
};

const USUAL: Range = "week";

/** Reads an address, which a person may have written: what is not known is left out. */
export function readSearch(raw: Record<string, unknown>): RequestsSearch {
  const text = (name: string) => {
    const value = raw[name];
    // A name that looks like a number comes as one.
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
  };
  const time = (name: string) => (typeof raw[name] === "number" ? raw[name] : undefined);
  return {
    range: RANGES.find((range) => range === raw.range),
    since: time("since"),
    until: time("until"),
    outcome: OUTCOMES.find((outcome) => outcome === raw.outcome),
    text: text("text"),
    call: text("call"),
    project: text("project"),
    environment: text("environment"),
    user: text("user"),
    tool: text("tool"),
    chain: text("chain"),
    prompt: text("prompt"),
    provider: text("provider"),
    model: text("model"),
    failure: text("failure"),
  };
}

/** The range that holds; `null` is a stretch of its own. */
export function rangeOf(search: RequestsSearch): Range | null {
  if (search.since !== undefined || search.until !== undefined) return null;
  return search.range ?? USUAL;
}

/** From where on a window of this range begins. */
export const startOf = (range: Range, now: number): number | null =>
  range === "all" ? null : now - SPAN[range];

/** The next shorter or longer range; from a stretch of its own to the usual one. */
export function stepRange(search: RequestsSearch, step: 1 | -1): Range {
  const range = rangeOf(search);
  if (range === null) return USUAL;
  return RANGES[Math.min(RANGES.length - 1, Math.max(0, RANGES.indexOf(range) + step))] ?? range;
}

/** The question to the ledger. */
export function narrowOf(search: RequestsSearch, now: number): Narrow {
  const range = rangeOf(search);
  const { outcome } = search;
  const text = search.text?.trim() ?? "";
  const named = (name: Facet) => search[name] ?? null;
  return {
    since: range === null ? (search.since ?? null) : startOf(range, now),
    until: search.until ?? null,
    project: named("project"),
    environment: named("environment"),
    user: named("user"),
    tool: named("tool"),
    chain: named("chain"),
    prompt: named("prompt"),
    provider: named("provider"),
    model: named("model"),
    failure: named("failure"),
    ended: outcome === undefined || outcome === "moved" || outcome === "unpriced" ? null : outcome,
    moved: outcome === "moved",
    unpriced: outcome === "unpriced",
    text: text === "" ? null : text,
  };
}

/** Whether anything but the window narrows. */
export const isNarrowed = (search: RequestsSearch): boolean =>
  BYS.some((by) => search[by] !== undefined) || (search.text ?? "").trim() !== "";

/** The same window without any filter. */
export const unnarrowed = ({ range, since, until }: RequestsSearch): RequestsSearch => ({
  range,
  since,
  until,
});
