import { expect, test } from "vitest";
import type { AccountView, KeyStatus, Preset } from "../../ipc/bindings";
import { EMPTY, newAccountOf, problemsOf } from "./draft";
import {
  checkAspect,
  failureWord,
  keyVerdict,
  modelsInReach,
  modelVerdict,
  movedTo,
  shownAccount,
  standingOf,
  usualVariable,
} from "./model";

const account = (name: string, key: KeyStatus, part: Partial<AccountView> = {}): AccountView => ({
  name,
  provider: name,
  provider_name: name,
  monogram: "Xx",
  base_url: "https://example.test/v1",
  key,
  key_place: "keychain",
  enabled: true,
  simulated: false,
  models: 10,
  chains: [],
  own_base_url: false,
  headers: [],
  ...{ region: null, proxy: null, ca_file: null },
  limits: { requests_per_minute: null, tokens_per_minute: null, concurrent: null },
  ...{ used: { requests: 0, tokens: 0, concurrent: 0 }, keys: [], targets: [], room: [] },
  ...part,
});

const preset = (id: string, key: string, part: Partial<Preset> = {}): Preset => ({
  id,
  name: id,
  monogram: "Xx",
  base_url: "https://example.test/v1",
  key,
  key_url: null,
  models: 0,
  found: false,
  ...{ found_models: 0, local: false, makes_models: true, offers: [], regions: [], headers: [] },
  ...part,
});

test("a key that is not there comes before how the last calls went", () => {
  const health = { name: "a", aspect: "caution", why: "rate limited 40 s ago" };
  expect(standingOf(account("a", "missing"), health)).toMatchObject({ aspect: "stop", mend: "add_key" });
  expect(standingOf(account("a", "locked"), health)).toMatchObject({ aspect: "caution", mend: "retry" });
  expect(standingOf(account("a", "no_keychain"), null)).toMatchObject({ aspect: "stop", mend: "variable" });
  expect(standingOf(account("a", "present"), health)).toMatchObject({
    aspect: "caution",
    word: "Rate limited 40 s ago",
  });
  expect(standingOf(account("a", "present"), null)).toMatchObject({ aspect: "clear", mend: "none" });
});

test("an account that is switched off shows no signal, whatever its key", () => {
  expect(standingOf(account("a", "missing", { enabled: false }), null).aspect).toBe("off");
});

test("a variable that is not set is named", () => {
  const unset = account("a", "missing", { key_place: "env:MISTRAL_API_KEY" });
  expect(standingOf(unset, null).word).toBe("MISTRAL_API_KEY is not set");
  expect(usualVariable("qwen-cn")).toBe("QWEN_CN_API_KEY");
});

test("an account that passes the caller's credential on says so", () => {
  const passed = account("a", "not_needed", { key_place: "client" });
  expect(standingOf(passed, null)).toMatchObject({ aspect: "clear", word: "The caller's own credential" });
  expect(standingOf(account("b", "not_needed", { key_place: "none" }), null).word).toBe("No key needed");
});

test("only enabled accounts with their key have models in reach", () => {
  const list = [
    account("a", "present"),
    account("b", "missing"),
    account("c", "not_needed", { enabled: false }),
  ];
  expect(modelsInReach(list)).toBe(10);
});

test("without a choice the first account that needs a hand is shown", () => {
  const list = [account("a", "present"), account("b", "locked")];
  expect(shownAccount(list, null)?.name).toBe("b");
  expect(shownAccount(list, "a")?.name).toBe("a");
  expect(shownAccount(list, "gone")?.name).toBe("b");
  expect(shownAccount([], null)).toBeNull();
});

test("a draft is refused for what the house would refuse, each at its field", () => {
  const check = (part: Partial<typeof EMPTY>, of: Preset) =>
    Object.keys(problemsOf({ ...EMPTY, ...part }, of, ["openai"]));
  expect(check({}, preset("openai", "needed"))).toEqual(["name", "key"]);
  expect(check({ name: "a/b", key: "sk x" }, preset("openai", "needed"))).toEqual(["name", "key"]);
  expect(check({ name: "b", from: "variable", variable: "sk-live" }, preset("openai", "needed"))).toEqual([
    "variable",
  ]);
  expect(check({}, preset("custom", "optional", { base_url: "" }))).toEqual(["baseUrl"]);
  expect(check({ baseUrl: "127.0.0.1:8080" }, preset("custom", "optional", { base_url: "" }))).toEqual([
    "baseUrl",
  ]);
  expect(check({}, preset("ollama", "none"))).toEqual([]);
});

test("a new account carries the key or the variable, never both", () => {
  const draft = { ...EMPTY, name: " team ", key: " sk-1 ", variable: "OPENAI_API_KEY" };
  const openai = preset("openai", "needed");
  expect(newAccountOf(draft, openai)).toEqual({
    ...{ provider: "openai", name: "team", base_url: null, key: "sk-1", key_env: null },
  });
  expect(newAccountOf({ ...draft, from: "variable" }, openai)).toMatchObject({
    key: null,
    key_env: "OPENAI_API_KEY",
  });
  expect(newAccountOf(draft, preset("ollama", "none"))).toMatchObject({ key: null, key_env: null });
});

test("a test tells the key from the model, with the provider's own words", () => {
  const check = (ok: boolean | null, message: string, took: number | null = 12) => ({
    ...{ ok, message, took, kind: null, status: null },
  });
  const lists = check(true, "the provider lists 55 models");
  expect(keyVerdict(lists, true)).toBe("The key is accepted. The provider lists 55 models.");
  expect(keyVerdict(lists, false)).toBe("The server answers. The provider lists 55 models.");
  expect(keyVerdict(check(false, "Incorrect API key provided."), true)).toBe(
    "The key is refused. Incorrect API key provided.",
  );
  expect(modelVerdict(check(false, "The model `gpt-5` does not exist"))).toBe(
    "It did not answer. The model `gpt-5` does not exist.",
  );
  expect(modelVerdict(check(true, " ready\n"))).toBe("It answered: “ready”");
  expect(modelVerdict(check(null, "not asked", null))).toBe("Not asked.");
});

test("a provider that is not reached says nothing about the key", () => {
  const unreached = { ok: null, message: "connection refused", took: 5003, kind: "connect", status: null };
  expect(checkAspect(unreached)).toBe("caution");
  expect(keyVerdict(unreached, true)).toBe("Connection refused. This says nothing about the key.");
  expect(checkAspect({ ok: null, message: "not asked", took: null, kind: null, status: null })).toBe("off");
});

test("one of a list moves and the others keep their order", () => {
  expect(movedTo(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(movedTo(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
});

test("a failure is told in words, also one from a newer house", () => {
  expect(failureWord("no_such_model")).toBe("no such model");
  expect(failureWord("moon_phase")).toBe("moon phase");
  expect(failureWord(null)).toBeNull();
});
