import { expect, test } from "vitest";
import type { AttemptView, CallView } from "../../ipc/bindings";
import {
  choiceOf,
  countsOf,
  failureWords,
  filtered,
  headline,
  isMoved,
  movedReasons,
  newerThan,
} from "./model";

const attempt = (model: string, part: Partial<AttemptView> = {}): AttemptView => ({
  no: 1,
  at: 0,
  account: "sim",
  provider: "simulator",
  model,
  reason: "first",
  after: null,
  state: "answered",
  failure: null,
  message: null,
  status: null,
  head: null,
  first_content: null,
  total: null,
  input: null,
  cached: null,
  output: null,
  reasoning: null,
  usage_source: "none",
  cost: null,
  simulated: true,
  ...part,
});
const fell = (model: string) => attempt(model, { state: "failed", failure: "overloaded", status: 503 });
const call = (part: Partial<CallView>): CallView => ({
  id: "a",
  at: 0,
  project: "default",
  tool: null,
  environment: null,
  user: null,
  dialect: "OpenAI Chat Completions",
  asked: "auto",
  chain: "auto",
  stream: true,
  state: "answered",
  failure: null,
  status: 200,
  moved: null,
  told: null,
  first_content: null,
  total: null,
  input: null,
  output: null,
  cost: null,
  estimated: false,
  simulated: true,
  attempts: [attempt("sim-steady")],
  ...part,
});
const MOVED = call({
  id: "b",
  moved: "overloaded: sim/sim-flaky answered 503",
  attempts: [fell("sim-flaky"), attempt("sim-steady", { no: 2 })],
});

test("the headline says who answered, and as which choice when it was not the first", () => {
  expect(headline(call({}))).toBe("Answered by sim-steady");
  expect(headline(MOVED)).toBe("Answered by sim-steady, second choice");
});

test("a target that was passed over without an attempt counts as a choice too", () => {
  const moved = "no_key: openai/gpt-5 has no key; rate_limited: mistral/large answered 429";
  expect(choiceOf(call({ moved }))).toBe(3);
  expect(movedReasons(moved)).toEqual(["openai/gpt-5 has no key", "mistral/large answered 429"]);
});

test("a retry of the same target is still the first choice", () => {
  const retried = call({ attempts: [fell("sim-steady"), attempt("sim-steady", { no: 2, reason: "retry" })] });
  expect(headline(retried)).toBe("Answered by sim-steady");
  expect(isMoved(retried)).toBe(false);
});

test("a running call says whom it waits for, and shows that it moved before it ends", () => {
  const waiting = call({
    state: "waiting",
    attempts: [fell("sim-flaky"), attempt("sim-steady", { no: 2, state: "waiting" })],
  });
  expect(headline(waiting)).toBe("Waiting for sim-steady");
  expect(isMoved(waiting)).toBe(true);
  expect(headline({ ...waiting, state: "streaming" })).toBe("sim-steady is answering");
  expect(headline(call({ state: "waiting", attempts: [] }))).toBe("Waiting for a target");
});

test("a failure is said in words, also one that this window does not know", () => {
  expect(headline(call({ state: "failed", failure: "rate_limited", attempts: [fell("a")] }))).toBe(
    "Failed: rate limited",
  );
  expect(failureWords("quota_of_the_moon")).toBe("quota of the moon");
});

const CALLS = [
  MOVED,
  call({ id: "c", project: "web", state: "failed", failure: "auth", attempts: [fell("x")] }),
  call({ id: "d" }),
];

test("filters narrow by what happened and by project, and their counts say how many", () => {
  expect(filtered(CALLS, { which: "moved", project: null }).map(({ id }) => id)).toEqual(["b"]);
  expect(filtered(CALLS, { which: "failed", project: "default" })).toEqual([]);
  expect(filtered(CALLS, { which: "all", project: null })).toBe(CALLS);
  expect(countsOf(CALLS, null)).toEqual({ all: 3, moved: 1, failed: 1 });
  expect(countsOf(CALLS, "web")).toEqual({ all: 1, moved: 0, failed: 1 });
});

test("a frozen picture knows how many calls came since", () => {
  const frozen = [call({ id: "b" }), call({ id: "a" })];
  expect(newerThan([call({ id: "d" }), call({ id: "c" }), ...frozen], frozen)).toBe(2);
  expect(newerThan(frozen, frozen)).toBe(0);
});
