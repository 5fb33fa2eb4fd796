import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttle } from "./throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it runs at once, then once per span however often it is asked", () => {
  const act = vi.fn();
  const { ask } = throttle(act, 1000);
  for (let i = 0; i < 59; i += 1) {
    ask();
    vi.advanceTimersByTime(50);
  }
  expect(act).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(1000);
  expect(act).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledTimes(4);
});

test("after a stop nothing runs", () => {
  const act = vi.fn();
  const { ask, stop } = throttle(act, 1000);
  ask();
  ask();
  stop();
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledTimes(1);
});
