import type { Batch, CallState, CallView } from "./bindings";

/** How many calls the window keeps: as many as one question answers. */
export const CALLS_KEPT = 1000;

export function isRunning(state: CallState): boolean {
  return state === "waiting" || state === "streaming";
}

/** What is told later may be older: an answer read before the event, or an event sent before the answer. */
function later(known: CallView | undefined, told: CallView): CallView {
  return known && !isRunning(known.state) && isRunning(told.state) ? known : told;
}

/**
 * The rows with those that changed replaced or added, newest first and bounded. Ids sort by time. Rows that did not
 * change stay the same objects, so that nothing draws them again.
 */
export function upsertCalls(
  rows: readonly CallView[],
  changed: readonly CallView[],
  kept = CALLS_KEPT,
): readonly CallView[] {
  if (changed.length === 0) return rows;
  const told = new Map(changed.map((call) => [call.id, call]));
  const merged = rows.map((row) => {
    const call = told.get(row.id);
    if (!call) return row;
    told.delete(row.id);
    return later(row, call);
  });
  if (told.size === 0) return merged;
  const fresh = [...told.values()].sort(newestFirst);
  const newest = rows[0];
  const oldestFresh = fresh.at(-1);
  const onTop = newest === undefined || (oldestFresh !== undefined && oldestFresh.id > newest.id);
  const all = [...fresh, ...merged];
  return (onTop ? all : all.sort(newestFirst)).slice(0, kept);
}

const newestFirst = (a: CallView, b: CallView): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** What a batch means for the answers in the cache. */
export type Effects = {
  /** The list must be read again: not all that changed was told. */
  readonly rereadCalls: boolean;
  /** Their stories, where they are open, are out of date. */
  readonly stories: readonly string[];
  /** First parts of query keys whose answers are out of date at once. */
  readonly words: readonly string[];
  /** Counters in the status may have moved: worth a look, but not for each call. */
  readonly status: boolean;
  /** settings.toml may say something else. */
  readonly settings: boolean;
  /** Money may have moved: the same. */
  readonly spend: boolean;
};

export function effectsOf(batch: Batch): Effects {
  const settled = batch.calls.filter((call) => !isRunning(call.state));
  const changed = new Set(batch.changed);
  const calls = batch.calls.length > 0 || batch.missed > 0;
  return {
    rereadCalls: batch.missed > 0,
    stories: settled.map((call) => call.id),
    words: [...changed].filter((word) => word !== "spend" && word !== "settings"),
    status: calls || changed.has("settings") || changed.has("providers") || changed.has("routes"),
    settings: changed.has("settings"),
    spend: settled.length > 0 || batch.missed > 0 || changed.has("spend"),
  };
}
