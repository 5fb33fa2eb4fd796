import { expect, test } from "vitest";
import { attempt, call, fell, MOVED } from "../../calls/sample";
import { unixMillis } from "../../lib/units";
import { barsOf, happened, newerThan, refreshed, shortTime, valueName } from "./model";

const priced = { cost: 5 } as const;

test("what happened is said in words, the worst first", () => {
  expect(happened(call(priced))).toBe("answered");
  expect(happened(call({ cost: null }))).toBe("no price known");
  expect(happened(MOVED)).toBe("overloaded first");
  expect(happened({ ...MOVED, attempts: [fell("a"), fell("b"), attempt("c")] })).toBe("2 failed first");
  expect(happened(call({ moved: "no_key: openai/gpt-5 has no key" }))).toBe("first choice passed over");
  const again = [fell("a"), attempt("a", { no: 2, reason: "retry" })];
  expect(happened(call({ ...priced, attempts: again }))).toBe("asked again");
  expect(happened(call({ state: "failed", failure: "no_target" }))).toBe("no target left");
  expect(happened(call({ state: "cancelled" }))).toBe("cancelled by the client");
});

test("a time of today is told by the clock, any other by its day", () => {
  const now = unixMillis(new Date(2026, 10, 22, 15, 4, 5).getTime());
  expect(shortTime(now, now)).toBe("15:04:05");
  expect(shortTime(unixMillis(now - 86_400_000), now)).toBe("21 Nov, 15:04");
});

test("a filter's value is called as people call it", () => {
  const providers = new Map([["openai", "OpenAI"]]);
  expect(valueName("user", "", providers)).toBe("none named");
  expect(valueName("provider", "openai", providers)).toBe("OpenAI");
  expect(valueName("failure", "rate_limited", providers)).toBe("rate limited");
  expect(valueName("prompt", "0123456789abcdef", providers)).toBe("01234567");
});

test("a call that ran when the list was read ends in it", () => {
  const running = call({ id: "b", state: "streaming" });
  const ended = call({ id: "b", state: "answered" });
  expect(refreshed([running, call({})], [ended])[0]).toBe(ended);
  const rows = [call({})];
  expect(refreshed(rows, [ended])).toBe(rows);
  expect(newerThan([call({ at: 9 }), call({ at: 5 })], 5)).toBe(1);
});

test("bars reach to the end of the window, also where nothing called", () => {
  const overview = {
    ...{ calls: 3, failed: 1, moved: 0, cost: 0, estimated: 0, unpriced: 0, simulated: 0 },
    ...{ from: 1000, cut: false, width: 10, at: 1100 },
    bars: [{ calls: 3, failed: 1 }],
  };
  const bars = barsOf(overview, null);
  expect(bars).toHaveLength(10);
  expect(bars[0]).toEqual({ from: 1000, until: 1010, calls: 3, failed: 1 });
  expect(bars.at(-1)).toEqual({ from: 1090, until: 1100, calls: 0, failed: 0 });
  expect(barsOf(overview, 1050)).toHaveLength(5);
});
