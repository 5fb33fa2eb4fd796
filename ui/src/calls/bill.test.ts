import { expect, test } from "vitest";
import type { AttemptView, BillLine, CallView } from "../ipc/bindings";
import { billPart, billTimes, lostCost, perMillion, spanOf, streamRate, waterfallOf } from "./bill";

test("a rate is shown with all its places, and at least cents", () => {
  expect([5_000_000, 75_000, 500_000, 0, 1_250_000, 1].map(perMillion)).toEqual([
    "$5.00",
    "$0.075",
    "$0.50",
    "$0.00",
    "$1.25",
    "$0.000001",
  ]);
});

const line = (attempt: number, part = "input"): BillLine => ({
  attempt,
  part,
  tokens: 18_204,
  rate: 5_000_000,
  amount: 91_020_000,
});

test("a line of the bill is tokens times rate, and names its attempt when several were billed", () => {
  expect(billTimes(line(1))).toBe("18,204 × $5.00/M");
  expect(billPart(line(1), [line(1), line(1, "output")])).toBe("Input");
  expect(billPart(line(2, "cached"), [line(1), line(2)])).toBe("Cached input, attempt 2");
});

const attempt = (part: Partial<AttemptView>): AttemptView =>
  ({
    at: 1000,
    translated: null,
    losses: [],
    account: "a",
    model: "m",
    state: "answered",
    failure: null,
    message: null,
    status: null,
    head: null,
    first_content: null,
    total: null,
    output: null,
    subscription: false,
    cost: 0,
    ...part,
  }) as AttemptView;
const call = (attempts: readonly AttemptView[], part: Partial<CallView> = {}): CallView =>
  ({ at: 1000, state: "answered", total: 2400, attempts, ...part }) as CallView;

test("attempts stand on the call's clock, with what their failure meant", () => {
  const failed = attempt({
    at: 1004,
    state: "failed",
    failure: "overloaded",
    status: 503,
    message: "Overloaded, sorry",
    head: 60,
    total: 400,
  });
  const [first, second] = waterfallOf(
    call([failed, attempt({ at: 1500, head: 50, first_content: 300, total: 1900 })]),
    () => "Simulator",
  );
  expect(first).toMatchObject({
    start: 4,
    connected: 64,
    firstToken: null,
    end: 404,
    failed: true,
    verdict: "Overloaded 503",
    tone: "stop",
    note: "Overloaded, sorry\nNothing had reached the client. Not billed.",
  });
  expect(second).toMatchObject({
    start: 500,
    connected: 550,
    firstToken: 800,
    end: 2400,
    verdict: "Complete",
  });
});

test("what failed attempts cost is a sum, and unknown when one is unpriced", () => {
  const lost = (cost: number | null) => attempt({ state: "failed", cost });
  expect(lostCost(call([lost(3), lost(4), attempt({ cost: 90 })]))).toBe(7);
  expect(lostCost(call([lost(3), lost(null)]))).toBeNull();
});

test("a running call reaches to now, a settled one to its end", () => {
  expect(spanOf(call([], { state: "waiting", total: null }), 4000)).toBe(3000);
  expect(spanOf(call([]), 99_000)).toBe(2400);
  expect(
    spanOf(call([attempt({ at: 1500, total: 700 })], { state: "interrupted", total: null }), 99_000),
  ).toBe(1200);
});

test("the stream's pace counts from its first token", () => {
  expect(streamRate(call([attempt({ first_content: 500, total: 2500, output: 518 })]))).toBe("259 tok/s");
  expect(streamRate(call([attempt({ first_content: 500, total: 520, output: 518 })]))).toBeNull();
});

test("an attempt that mends or changes keys says so, and a note on a good one is not lost", () => {
  const notes = waterfallOf(
    call([
      attempt({ reason: "first" }),
      attempt({ reason: "next_key", after: "rate_limited" }),
      attempt({ reason: "continue", after: "cut", message: "one event could not be read" }),
    ]),
    () => "P",
  ).map((row) => row.note);
  expect(notes).toEqual([
    undefined,
    "Asked with another key after: rate limited.",
    "Asked for the rest of an answer that broke off: cut off.\none event could not be read",
  ]);
});

test("an attempt in another dialect says so, and what was lost on the way", () => {
  const crossed = { translated: "Anthropic Messages" };
  const lost = [{ feature: "cache_control", path: "messages[0].content[0]", why: "no_place" }];
  const both = call([attempt(crossed), attempt({ ...crossed, losses: lost })]);
  const [plain, lossy] = waterfallOf(both, (name) => name);
  expect(plain?.note).toBe("Translated to Anthropic Messages.");
  expect(lossy?.note).toBe(
    "Translated to Anthropic Messages. Did not cross: cache_control (messages[0].content[0]).",
  );
});

test("what a subscription paid is no dollars", () => {
  const fell = { state: "failed", cost: null, subscription: true } as const;
  expect(lostCost(call([attempt(fell), attempt({})]))).toBe(0);
});
