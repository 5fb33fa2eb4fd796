import { answering, failureWords, fallen, isMoved, modelName } from "../../calls/model";
import type { CallsOverview, CallView } from "../../ipc/bindings";
import { isRunning } from "../../ipc/patch";
import { strings } from "../../lib/strings";
import { clockTime, dayName } from "../../lib/time";
import { type UnixMillis, unixMillis } from "../../lib/units";
import type { By, RequestsSearch } from "./search";
import { rangeOf } from "./search";

const words = strings.requests;
const DAY = 86_400_000;

/** What happened to a call, in a few words. */
export function happened(call: CallView): string {
  switch (call.state) {
    case "waiting":
    case "streaming":
      return words.outcome.running;
    case "failed":
      return failureWords(call.failure);
    case "cancelled":
      return words.happened.cancelled;
    case "interrupted":
      return words.happened.interrupted;
    case "answered":
      return answeredHow(call);
  }
}

function answeredHow(call: CallView): string {
  const failed = fallen(call);
  const [first] = failed;
  if (isMoved(call)) {
    if (first === undefined) return words.happened.passedOver;
    return failed.length === 1
      ? words.happened.failedFirst(failureWords(first.failure))
      : words.happened.manyFailedFirst(failed.length);
  }
  if (first !== undefined) return words.happened.retried(failed.length);
  return call.cost === null ? words.happened.unpriced : words.happened.answered;
}

/** A row in a sentence. */
export function rowName(call: CallView, now: UnixMillis): string {
  const by = answering(call);
  const who = by === null ? call.chain : modelName(by);
  return words.row(shortTime(unixMillis(call.at), now), call.project, who, happened(call));
}

/** The time alone today, the day before it on any other. */
export function shortTime(at: UnixMillis, now: UnixMillis): string {
  const time = clockTime(at);
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? time : `${dayName(at, now)}, ${time.slice(0, 5)}`;
}

/** A point on the axis: to the minute within two days, else the day. */
export function axisTime(at: UnixMillis, span: number, now: UnixMillis): string {
  const time = clockTime(at).slice(0, 5);
  return span > 2 * DAY ? dayName(at, now) : time;
}

/** How the window is called. */
export function windowName(search: RequestsSearch, now: UnixMillis): string {
  const range = rangeOf(search);
  if (range !== null) return words.range[range];
  const from = search.since === undefined ? words.range.all : shortTime(unixMillis(search.since), now);
  const until = search.until === undefined ? strings.kit.now : shortTime(unixMillis(search.until), now);
  return words.between(from, until);
}

/** How a filter's value is called. */
export function valueName(by: By, value: string, providers: ReadonlyMap<string, string>): string {
  if (value === "") return words.unnamed;
  switch (by) {
    case "failure":
      return failureWords(value);
    case "provider":
      return providers.get(value) ?? value;
    case "outcome": {
      const known: Readonly<Record<string, string>> = words.outcome;
      return known[value] ?? value;
    }
    case "prompt":
      return value.slice(0, 8);
    case "project":
    case "environment":
    case "user":
    case "tool":
    case "chain":
    case "model":
      return value;
  }
}

/** What stood as running when the list was read, as it stands now. */
export function refreshed(
  rows: readonly CallView[],
  live: readonly CallView[] | undefined,
): readonly CallView[] {
  if (!live || !rows.some((row) => isRunning(row.state))) return rows;
  const now = new Map(live.map((call) => [call.id, call]));
  return rows.map((row) => (isRunning(row.state) ? (now.get(row.id) ?? row) : row));
}

/** How many calls arrived since the list was read. */
export const newerThan = (live: readonly CallView[] | undefined, at: number): number =>
  live?.filter((call) => call.at > at).length ?? 0;

export type TimeBar = {
  readonly from: UnixMillis;
  readonly until: UnixMillis;
  readonly calls: number;
  readonly failed: number;
};

/** The bars of an overview up to its end: those at the end without a call are filled in. */
export function barsOf(overview: CallsOverview, until: number | null): readonly TimeBar[] {
  const end = Math.min(until ?? overview.at, overview.at);
  const count = Math.max(overview.bars.length, Math.round((end - overview.from) / overview.width));
  return Array.from({ length: Math.max(1, count) }, (_, i) => {
    const from = overview.from + i * overview.width;
    const { calls, failed } = overview.bars[i] ?? { calls: 0, failed: 0 };
    return { from: unixMillis(from), until: unixMillis(from + overview.width), calls, failed };
  });
}
