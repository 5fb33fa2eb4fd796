import type { AccountChange, AccountView } from "../../ipc/bindings";
import { strings } from "../../lib/strings";
import { type Draft, type DraftProblems, EMPTY, keyProblems } from "./draft";

const words = strings.accountSettings;
const { problem } = strings.providerForms;

export type ProxyKind = "system" | "none" | "address";

/** What is typed into the form of an account's settings. The key's part is that of a new account. */
export type SettingsDraft = Draft & {
  readonly region: string;
  readonly proxyKind: ProxyKind;
  readonly proxy: string;
  readonly caFile: string;
  /** By their names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: string;
  readonly tokens: string;
  readonly concurrent: string;
};

export type SettingsProblems = DraftProblems &
  Partial<Record<"proxy" | "caFile" | "requests" | "tokens" | "concurrent", string>>;

/** `none` in the file goes past every proxy. */
const NO_PROXY = "none";
const LIMITS = ["requests", "tokens", "concurrent"] as const;
/** As much as the house counts to. */
const MOST = 4_294_967_295;

export function settingsDraft(account: AccountView): SettingsDraft {
  const { limits, proxy } = account;
  const text = (limit: number | null) => (limit === null ? "" : String(limit));
  return {
    ...EMPTY,
    name: account.name,
    baseUrl: account.own_base_url ? account.base_url : "",
    region: account.region ?? "",
    proxyKind: proxy === null ? "system" : proxy === NO_PROXY ? "none" : "address",
    proxy: proxy === null || proxy === NO_PROXY ? "" : proxy,
    caFile: account.ca_file ?? "",
    headers: Object.fromEntries(account.headers.map(({ name, value }) => [name, value])),
    requests: text(limits.requests_per_minute),
    tokens: text(limits.tokens_per_minute),
    concurrent: text(limits.concurrent),
  };
}

const bare = (url: string): string => url.trim().replace(/\/+$/, "");

/** Whether calls would go elsewhere with a key that was given for where they go now. `usual` is the provider's own. */
export function asksForKey(draft: SettingsDraft, account: AccountView, usual: string): boolean {
  // A region is the provider's: the key goes to the same house.
  const now = account.own_base_url ? account.base_url : usual;
  return account.key_place !== "none" && (bare(draft.baseUrl) || bare(usual)) !== bare(now);
}

export function settingsProblems(draft: SettingsDraft, keyed: boolean): SettingsProblems {
  const problems: SettingsProblems = keyed ? keyProblems(draft, true) : {};
  const url = draft.baseUrl.trim();
  if (url !== "" && !/^https?:\/\/[^\s/]/i.test(url)) problems.baseUrl = problem.urlShape;
  if (draft.proxyKind === "address" && !/^(https?|socks5h?):\/\/[^\s/]/.test(draft.proxy.trim()))
    problems.proxy = words.proxyShape;
  const path = draft.caFile.trim();
  if (path !== "" && !/^(\/|[A-Za-z]:[\\/])/.test(path)) problems.caFile = words.caFileShape;
  for (const limit of LIMITS) {
    if (draft[limit].trim() !== "" && numberOf(draft[limit]) === null) problems[limit] = words.number;
  }
  return problems;
}

/** A whole number above 0; `null` is none. */
function numberOf(text: string): number | null {
  const digits = text.replaceAll(/[\s,_]/g, "");
  if (!/^\d+$/.test(digits)) return null;
  const number = Number(digits);
  return number > 0 && number <= MOST ? number : null;
}

export function changeOf(draft: SettingsDraft, account: AccountView, keyed: boolean): AccountChange {
  const told = (text: string): string | null => text.trim() || null;
  return {
    account: account.name,
    base_url: told(draft.baseUrl),
    region: told(draft.region),
    proxy: draft.proxyKind === "system" ? null : draft.proxyKind === "none" ? NO_PROXY : told(draft.proxy),
    ca_file: told(draft.caFile),
    headers: Object.entries(draft.headers)
      .filter(([, value]) => value.trim() !== "")
      .map(([name, value]) => ({ name, value: value.trim() })),
    limits: {
      requests_per_minute: numberOf(draft.requests),
      tokens_per_minute: numberOf(draft.tokens),
      concurrent: numberOf(draft.concurrent),
    },
    key: keyed && draft.from === "keychain" ? told(draft.key) : null,
    key_env: keyed && draft.from === "variable" ? told(draft.variable) : null,
  };
}
