import type { QueryClient } from "@tanstack/react-query";
import { type Batch, type CallView, events } from "./bindings";
import { overlay } from "./calls";
import { effectsOf, upsertCalls } from "./patch";
import { queryKeys } from "./query-keys";
import { throttle } from "./throttle";

/** The status is a handful of counters; the spend pages sum over the ledger. */
const STATUS_MS = 1000;
const SPEND_MS = 2000;
/** Under a load that batches cannot tell whole, the list is read instead. */
const CALLS_MS = 500;

/** The one place where events reach the cache. Answers how to stop; a batch may arrive until then. */
export async function followEvents(cache: QueryClient): Promise<() => void> {
  const patch = patcher(cache);
  const unlisten = await events.batchEvent.listen(({ payload }) => patch.apply(payload));
  return () => {
    unlisten();
    patch.stop();
  };
}

export function patcher(cache: QueryClient): {
  readonly apply: (batch: Batch) => void;
  readonly stop: () => void;
} {
  const reread = (queryKey: readonly string[]) => void cache.invalidateQueries({ queryKey });
  const status = throttle(() => reread(queryKeys.status), STATUS_MS);
  const settings = throttle(() => reread(queryKeys.settings), STATUS_MS);
  const calls = throttle(() => reread(queryKeys.calls), CALLS_MS);
  const spend = throttle(() => reread(["spend"]), SPEND_MS);
  return {
    apply: (batch) => {
      if (batch.calls.length > 0) {
        overlay.tell(batch.calls);
        cache.setQueryData<readonly CallView[]>(
          queryKeys.calls,
          (rows) => rows && upsertCalls(rows, batch.calls),
        );
      }
      const effects = effectsOf(batch);
      if (effects.rereadCalls) calls.ask();
      for (const id of effects.stories) {
        if (cache.getQueryState(queryKeys.story(id))) reread(queryKeys.story(id));
      }
      for (const word of effects.words) reread([word]);
      if (effects.status) status.ask();
      if (effects.settings) settings.ask();
      if (effects.spend) spend.ask();
    },
    stop: () => {
      calls.stop();
      status.stop();
      settings.stop();
      spend.stop();
    },
  };
}
