import { expect, test } from "vitest";
import type { ChainView, PolicyView, TargetView } from "../../ipc/bindings";
import {
  beyondTotal,
  moveBy,
  nameTrouble,
  outOfReach,
  placeOf,
  stepKeys,
  targetTrouble,
  troubleOf,
} from "./model";

const target = (text: string, part: Partial<TargetView> = {}): TargetView => ({
  target: text,
  account: text.slice(0, text.indexOf("/")),
  model_name: null,
  provider_name: null,
  monogram: "Si",
  trouble: null,
  input_price: null,
  output_price: null,
  ...part,
});
const chain = (...targets: readonly TargetView[]): ChainView => ({
  name: "auto",
  steps: targets.map((one) => ({ targets: [one], pick: "ordered" })),
  deadline: { connect: 5000, first_token: 20_000, idle: 30_000, total: 600_000 },
  retries: 2,
  delivery: "live",
  on_refusal: "stop",
  is_default: true,
});
const policy = (one: ChainView): PolicyView => ({
  hash: "a",
  path: "routes.toml",
  chains: [one],
  problems: [],
  last_good: false,
  text: "",
});

test("a step keeps its key while it moves, also beside its twin", () => {
  const [a, b] = [target("sim/a"), target("sim/b")];
  expect(stepKeys(chain(a, b, a).steps)).toEqual(["sim/a", "sim/b", "sim/a 1"]);
});

test("a move is made from where the step stands now, and ends at either end", () => {
  const view = policy(chain(target("sim/a"), target("sim/b"), target("sim/c")));
  expect(moveBy(view, "auto", "sim/b", 1)).toEqual({ edit: "move_step", chain: "auto", from: 1, to: 2 });
  expect(moveBy(view, "auto", "sim/a", -1)).toBeNull();
  expect(moveBy(view, "auto", "sim/c", 1)).toBeNull();
  expect(moveBy(view, "auto", "gone", 1)).toBeNull();
});

test("a chain's name is a word of the file, once", () => {
  expect(nameTrouble("eu-only_2", ["auto"])).toBeNull();
  expect(["", "EU", "a b", "a/b", "x".repeat(65)].every((name) => nameTrouble(name, []) !== null)).toBe(true);
  expect(nameTrouble("auto", ["auto"])).toContain("exists");
});

test("a target is an account and a model, split at the first slash, once in a chain", () => {
  expect(targetTrouble("openrouter/anthropic/claude", null)).toBeNull();
  expect(["gpt-5", "/gpt-5", "openai/", "a b/c"].every((text) => targetTrouble(text, null) !== null)).toBe(
    true,
  );
  expect(targetTrouble("sim/a", chain(target("sim/a")))).toContain("already");
});

test("trouble is said in words, and a model that is not in the catalogue is still in reach", () => {
  const steps = chain(
    target("a/a", { trouble: "no_key" }),
    target("b/b", { trouble: "unknown_model" }),
    target("c/c"),
  );
  expect(outOfReach(steps)).toBe(1);
  expect(troubleOf(target("a/a", { trouble: "no_key" }))?.text).toBe("no key");
  expect(troubleOf(target("a/a", { trouble: "breaker_open" }))?.tone).toBe("stop");
  expect(troubleOf(target("a/a", { trouble: "on_the_moon" }))?.text).toBe("on the moon");
});

test("an account that is named as its provider is said once", () => {
  expect(placeOf(target("openai/x", { provider_name: "OpenAI" }))).toBe("OpenAI");
  expect(placeOf(target("work/x", { provider_name: "OpenAI" }))).toBe("OpenAI, account work");
});

test("a deadline beyond the whole answer's is never reached", () => {
  const deadline = { connect: 5000, first_token: 20_000, idle: 30_000, total: 10_000 };
  expect(beyondTotal(deadline, "first_token")).toBe(true);
  expect(beyondTotal(deadline, "connect")).toBe(false);
  expect(beyondTotal(deadline, "total")).toBe(false);
});
