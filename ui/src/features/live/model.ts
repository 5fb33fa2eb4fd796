import type { AttemptView, CallView } from "../../ipc/bindings";
import { strings } from "../../lib/strings";

const words = strings.live;

/** A failure's code in words; a code from a newer backend as it is. */
export function failureWords(code: string | null): string {
  if (code === null) return words.noAnswer;
  const known: Readonly<Record<string, string>> = words.failure;
  return known[code] ?? code.replaceAll("_", " ");
}

/** The attempt that answers, or may still: the last one that did not fail. */
export function answering(call: CallView): AttemptView | null {
  const last = call.attempts.at(-1);
  return last && last.state !== "failed" ? last : null;
}

/** Those that failed before it, or all of them. */
export function fallen(call: CallView): readonly AttemptView[] {
  return call.attempts.filter((attempt) => attempt.state === "failed");
}

/** Moved for good, or about to be: a target that is not the first one tried has the call. */
export function isMoved(call: CallView): boolean {
  if (call.moved !== null) return true;
  const [first] = call.attempts;
  const now = answering(call);
  return first !== undefined && now !== null && targetOf(now) !== targetOf(first);
}

export const targetOf = (attempt: Pick<AttemptView, "account" | "model">): string =>
  `${attempt.account}/${attempt.model}`;

/** Each reason why the answer is not from the first target: `sim/sim-flaky answered 503`, without the code before it. */
export function movedReasons(moved: string): readonly string[] {
  return moved
    .split("; ")
    .map((part) => part.replace(/^[a-z_]+: /, ""))
    .filter(Boolean);
}

/** The place of the answering target in the chain, as far as the call met it: 1 is the first choice. */
export function choiceOf(call: CallView): number {
  if (call.moved !== null) return movedReasons(call.moved).length + 1;
  const now = answering(call);
  const met = [...new Set(call.attempts.map(targetOf))];
  return now === null ? 1 : met.indexOf(targetOf(now)) + 1;
}

/** "Answered by sim-steady, second choice": the first thing a story says. */
export function headline(call: CallView): string {
  const model = answering(call)?.model;
  switch (call.state) {
    case "waiting":
      return model === undefined ? strings.story.plans : strings.story.waits(model);
    case "streaming":
      return model === undefined ? strings.story.plans : strings.story.streams(model);
    case "answered": {
      const choice = choiceOf(call);
      if (model === undefined) return strings.story.answeredBy(call.chain);
      return choice > 1 ? strings.story.choice(model, choice) : strings.story.answeredBy(model);
    }
    case "failed":
      return strings.story.failed(failureWords(call.failure));
    case "cancelled":
      return strings.story.cancelled;
    case "interrupted":
      return strings.story.interrupted;
  }
}

export type Which = "all" | "moved" | "failed";

export type Filter = {
  readonly which: Which;
  /** `null` is every project. */
  readonly project: string | null;
};

const matchesWhich = (call: CallView, which: Which): boolean =>
  which === "all" || (which === "moved" ? isMoved(call) : call.state === "failed");

export function filtered(calls: readonly CallView[], { which, project }: Filter): readonly CallView[] {
  if (which === "all" && project === null) return calls;
  return calls.filter((call) => matchesWhich(call, which) && (project === null || call.project === project));
}

export type Counts = { readonly all: number; readonly moved: number; readonly failed: number };

/** How many each filter would show, within the project. */
export function countsOf(calls: readonly CallView[], project: string | null): Counts {
  const counts = { all: 0, moved: 0, failed: 0 };
  for (const call of calls) {
    if (project !== null && call.project !== project) continue;
    counts.all += 1;
    if (isMoved(call)) counts.moved += 1;
    if (call.state === "failed") counts.failed += 1;
  }
  return counts;
}

/** The projects that called, by name. */
export function projectsOf(calls: readonly CallView[]): readonly string[] {
  return [...new Set(calls.map((call) => call.project))].sort((a, b) => a.localeCompare(b));
}

/** How many of `calls` arrived after the picture was frozen. */
export function newerThan(calls: readonly CallView[], frozen: readonly CallView[]): number {
  const newest = frozen[0]?.id ?? "";
  const at = calls.findIndex((call) => call.id <= newest);
  return at < 0 ? calls.length : at;
}

/** The name the chain goes by; a direct target has a slash that no chain has. */
export const isDirect = (call: CallView): boolean => call.chain.includes("/");

/** What a first call showed, in a sentence: the fallback, or that there was none. */
export function whatHappened(call: CallView): string {
  const { fell, straight, runs } = words.first;
  const by = answering(call);
  const failed = fallen(call).at(-1);
  if (call.state === "failed") return `${headline(call)}.`;
  if (call.state !== "answered" || by === null) return runs;
  return failed === undefined
    ? straight(by.model)
    : fell(failed.model, failureWords(failed.failure), by.model);
}
