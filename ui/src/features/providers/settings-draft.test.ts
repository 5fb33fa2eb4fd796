import { expect, test } from "vitest";
import type { AccountView } from "../../ipc/bindings";
import { asksForKey, changeOf, type SettingsDraft, settingsDraft, settingsProblems } from "./settings-draft";

const USUAL = "https://api.openai.com/v1";

const account = (part: Partial<AccountView> = {}): AccountView => ({
  ...{ name: "work", provider: "openai", provider_name: "OpenAI", monogram: "OA", base_url: USUAL },
  ...{ key: "present", key_place: "keychain", enabled: true, simulated: false, models: 1, chains: [] },
  ...{ own_base_url: false, region: null, proxy: null, ca_file: null, headers: [] },
  limits: { requests_per_minute: 60, tokens_per_minute: null, concurrent: null },
  ...{ used: { requests: 0, tokens: 0, concurrent: 0 }, keys: [], targets: [], room: [] },
  ...part,
});

const draft = (part: Partial<SettingsDraft>): SettingsDraft => ({ ...settingsDraft(account()), ...part });

test("what is shown and saved untouched changes nothing", () => {
  const headers = [{ name: "x-portkey-provider", value: "@team" }];
  const as = account({
    headers,
    proxy: "none",
    region: "eu",
    base_url: "https://eu.example/v1",
    own_base_url: true,
  });
  expect(changeOf(settingsDraft(as), as, false)).toEqual({
    ...{ account: "work", base_url: "https://eu.example/v1", region: "eu", proxy: "none", ca_file: null },
    headers,
    limits: { requests_per_minute: 60, tokens_per_minute: null, concurrent: null },
    ...{ key: null, key_env: null },
  });
});

test("only another address asks for the key, and only where there is one", () => {
  const check = (baseUrl: string, of = account()) => asksForKey(draft({ baseUrl }), of, USUAL);
  expect(check("")).toBe(false);
  expect(check(`${USUAL}/`)).toBe(false);
  expect(check("https://eu.example/v1")).toBe(true);
  expect(check("https://eu.example/v1", account({ key_place: "none" }))).toBe(false);
  const moved = account({ base_url: "https://eu.example/v1", own_base_url: true });
  expect(check("", moved)).toBe(true);
  const regional = account({ base_url: "https://eu.api.openai.com/v1", region: "eu" });
  expect(check("", regional)).toBe(false);
});

test("each wrong field is named, a limit of zero among them", () => {
  const check = (part: Partial<SettingsDraft>, keyed = false) =>
    Object.keys(settingsProblems(draft(part), keyed));
  expect(check({ requests: "0", tokens: "many", concurrent: "4" })).toEqual(["requests", "tokens"]);
  expect(check({ tokens: "1,000,000" })).toEqual([]);
  expect(check({ proxyKind: "address", proxy: "proxy.example" })).toEqual(["proxy"]);
  expect(check({ caFile: "company.pem" })).toEqual(["caFile"]);
  expect(check({ baseUrl: "https://eu.example" }, true)).toEqual(["key"]);
});

test("a key that was typed before the address went back is not sent", () => {
  expect(changeOf(draft({ key: "sk-1" }), account(), false).key).toBeNull();
  expect(changeOf(draft({ key: " sk-1 " }), account(), true).key).toBe("sk-1");
});

test("a header that says nothing is not sent", () => {
  const headers = { "x-portkey-config": " pc-1 ", "x-portkey-metadata": " " };
  expect(changeOf(draft({ headers }), account(), false).headers).toEqual([
    { name: "x-portkey-config", value: "pc-1" },
  ]);
});
