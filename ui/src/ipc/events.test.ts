import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CallView } from "./bindings";
import { patcher } from "./events";
import { queryKeys } from "./query-keys";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const call = (id: string, state: CallView["state"]) => ({ id, state, attempts: [] }) as unknown as CallView;

test("sixty batches a second cost one question for the status a second, and each call is in the list", async () => {
  const cache = new QueryClient();
  const readStatus = vi.fn(async () => ({}));
  const stop = new QueryObserver(cache, { queryKey: queryKeys.status, queryFn: readStatus }).subscribe(
    () => {},
  );
  await vi.advanceTimersByTimeAsync(10);
  cache.setQueryData(queryKeys.calls, []);
  const { apply } = patcher(cache);
  for (let i = 0; i < 60; i += 1) {
    apply({ calls: [call(String(i).padStart(3, "0"), "waiting")], missed: 0, notices: [], changed: [] });
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(cache.getQueryData<CallView[]>(queryKeys.calls)).toHaveLength(60);
  expect(readStatus).toHaveBeenCalledTimes(2);
  stop();
});

test("a batch before the first list is left to that list", () => {
  const cache = new QueryClient();
  patcher(cache).apply({ calls: [call("a", "waiting")], missed: 0, notices: [], changed: [] });
  expect(cache.getQueryData(queryKeys.calls)).toBeUndefined();
});
