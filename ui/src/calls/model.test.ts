import { expect, test } from "vitest";
import { choiceOf, failureWords, headline, isMoved, movedReasons } from "./model";
import { attempt, call, fell, MOVED } from "./sample";

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

test("a model goes by the catalogue's name, where it has one", () => {
  const named = call({ attempts: [attempt("gpt-5.5", { model_name: "GPT-5.5" })] });
  expect(headline(named)).toBe("Answered by GPT-5.5");
});
