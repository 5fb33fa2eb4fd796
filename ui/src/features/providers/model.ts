import type { AccountAspect, AccountView, Check } from "../../ipc/bindings";
import { asSentence } from "../../kit/sentence";
import { ASPECTS, type Aspect, aspectOf } from "../../lib/aspect";
import { never } from "../../lib/never";
import { strings } from "../../lib/strings";

const { state } = strings.providers;

/** What an account's signal shows, in a word, and what would mend it. */
export type Standing = {
  readonly aspect: Aspect;
  readonly word: string;
  /** What one can do about its key. */
  readonly mend: "add_key" | "retry" | "variable" | "none";
};

/** `env:NAME` is NAME; anything else is not a variable. */
export const variableOf = (place: string): string | null =>
  place.startsWith("env:") ? place.slice("env:".length) : null;

/** The key first, since without one nothing else matters; then how its last calls went. */
export function standingOf(account: AccountView, health: AccountAspect | null): Standing {
  const key = keyStanding(account);
  if (!account.enabled) return { aspect: "off", word: state.off, mend: key.mend };
  if (key.mend !== "none") return key;
  const aspect = ASPECTS.find((known) => known === health?.aspect);
  if (health?.why && (aspect === "caution" || aspect === "stop")) {
    return { ...key, aspect, word: asSentence(health.why).replace(/\.$/, "") };
  }
  return key;
}

/** Whether the caller's own credential is passed on (`key = "client"`). */
export const isCallers = (account: AccountView): boolean => account.key_place === "client";

export function keyStanding(account: AccountView): Standing {
  const variable = variableOf(account.key_place);
  switch (account.key) {
    case "present": {
      const word = variable === null ? state.fromKeychain : state.fromVariable(variable);
      return { aspect: "clear", word, mend: "none" };
    }
    case "missing": {
      const word = variable === null ? state.missing : state.variableUnset(variable);
      return { aspect: "stop", word, mend: "add_key" };
    }
    case "locked":
      return { aspect: "caution", word: state.locked, mend: "retry" };
    case "no_keychain":
      return { aspect: "stop", word: state.noKeychain, mend: "variable" };
    case "not_needed": {
      const word = isCallers(account) ? state.callersOwn : state.noKeyNeeded;
      return { aspect: "clear", word, mend: "none" };
    }
    default:
      return never(account.key);
  }
}

/** Models that a call could reach now. */
export const modelsInReach = (accounts: readonly AccountView[]): number =>
  accounts
    .filter((account) => account.enabled && keyStanding(account).mend === "none")
    .reduce((sum, account) => sum + account.models, 0);

/** The account to show: the chosen one, else the first that needs a hand, else the first. */
export function shownAccount(accounts: readonly AccountView[], chosen: string | null): AccountView | null {
  return (
    accounts.find((account) => account.name === chosen) ??
    accounts.find((account) => account.enabled && keyStanding(account).mend !== "none") ??
    accounts[0] ??
    null
  );
}

/** The variable that a provider's key usually stands in: `qwen-cn` is QWEN_CN_API_KEY. */
export const usualVariable = (provider: string): string =>
  `${provider.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`;

/** A check that was made but proved nothing is a caution; one that was not made is no signal. */
export function checkAspect(check: Check): Aspect {
  if (check.ok === null) return check.took === null ? "off" : "caution";
  return check.ok ? "clear" : "stop";
}

/** What the test of the key found, then the provider's own words. */
export function keyVerdict(check: Check, keyed: boolean): string {
  const { test } = strings.providers;
  if (check.ok === null && check.took === null) return test.notRun;
  const said = asSentence(check.message);
  if (check.ok === null) return `${said} ${test.unknown}`.trim();
  if (check.ok) return `${keyed ? test.accepted : test.reached} ${said}`.trim();
  return `${keyed ? test.refused : test.unreached} ${said}`.trim();
}

/** What the test of the model found: its answer, or why there is none. */
export function modelVerdict(check: Check): string {
  const { test } = strings.providers;
  if (check.ok === null) return test.notRun;
  if (!check.ok) return `${test.failed} ${asSentence(check.message)}`.trim();
  const said = check.message.trim();
  return said === "" ? test.silent : test.answered(said);
}

/** A failure's code in a few words. */
export function failureWord(code: string | null): string | null {
  if (code === null) return null;
  const known: Readonly<Record<string, string>> = strings.live.failure;
  return known[code] ?? code.replaceAll("_", " ");
}

/** The list as it will stand when one of it has moved. */
export function movedTo<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** An hour in slots of two minutes; without any call all of them are off. */
export const slotsOf = (hour: readonly string[] | null): readonly Aspect[] =>
  hour === null ? NO_CALLS : hour.map(aspectOf);

const NO_CALLS: readonly Aspect[] = Array.from({ length: 30 }, () => "off");
