import type { ChainView, Deadlines, PolicyEdit, PolicyView, StepView, TargetView } from "../../ipc/bindings";
import { monogramOf } from "../../lib/monogram";
import { strings } from "../../lib/strings";

const words = strings.routes;

/** The model after the first slash: `openrouter/anthropic/claude` is account `openrouter`. */
export const modelOf = (target: string): string => target.slice(target.indexOf("/") + 1);

export const nameOf = (target: TargetView): string => target.model_name ?? modelOf(target.target);

/** Provider and account, said once where they are the same word. */
export function placeOf(target: TargetView): string {
  const provider = target.provider_name;
  if (provider === null) return target.account;
  const same = provider
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .includes(target.account.toLowerCase());
  return same ? words.step.same(provider) : words.step.at(provider, target.account);
}

/** The catalogue's two letters, or those of the account's name when it is not in the catalogue. */
export const lettersOf = (target: TargetView): string => target.monogram || monogramOf(target.account);

export type Trouble = { readonly text: string; readonly tone: "stop" | "caution" | "plain" };

/** Why it cannot be asked now. A model that the catalogue does not know passes, unpriced. */
export function troubleOf(target: TargetView): Trouble | null {
  switch (target.trouble) {
    case null:
      return null;
    case "no_account":
      return { text: words.trouble.no_account, tone: "stop" };
    case "no_key":
      return { text: words.trouble.no_key, tone: "caution" };
    case "disabled":
      return { text: words.trouble.disabled, tone: "plain" };
    case "unknown_model":
      return { text: words.trouble.unknown_model, tone: "plain" };
    case "breaker_open":
      return { text: words.trouble.breaker_open, tone: "stop" };
    case "breaker_half_open":
      return { text: words.trouble.breaker_half_open, tone: "caution" };
    default:
      return { text: target.trouble.replaceAll("_", " "), tone: "caution" };
  }
}

/** Troubles with which a target is asked all the same. */
const IN_REACH: readonly string[] = ["unknown_model", "breaker_open", "breaker_half_open"];

/** How many targets of a chain cannot be asked now. */
export const outOfReach = (chain: ChainView): number =>
  chain.steps
    .flatMap((step) => step.targets)
    .filter(({ trouble }) => trouble !== null && !IN_REACH.includes(trouble)).length;

/** A key that stays with a step while it moves: its targets, and which of its kind it is. */
export function stepKeys(steps: readonly StepView[]): readonly string[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const targets = step.targets.map(({ target }) => target).join(" ");
    const nth = seen.get(targets) ?? 0;
    seen.set(targets, nth + 1);
    return nth === 0 ? targets : `${targets} ${nth}`;
  });
}

/**
 * Moves a step by one. Reads where it stands when its turn comes, so that a key pressed faster than the file is
 * written still moves the same step; `null` at either end.
 */
export function moveBy(view: PolicyView, chain: string, key: string, by: 1 | -1): PolicyEdit | null {
  const steps = view.chains.find(({ name }) => name === chain)?.steps ?? [];
  const from = stepKeys(steps).indexOf(key);
  const to = from + by;
  return from < 0 || to < 0 || to >= steps.length ? null : { edit: "move_step", chain, from, to };
}

/** What is wrong with a chain's name; `null` when nothing is. */
export function nameTrouble(name: string, taken: readonly string[]): string | null {
  if (!/^[a-z0-9_-]{1,64}$/.test(name)) return words.dialog.nameWrong;
  return taken.includes(name) ? words.dialog.nameTaken(name) : null;
}

/** What is wrong with a target's text; `null` when nothing is. */
export function targetTrouble(text: string, chain: ChainView | null): string | null {
  const [, account, model] = /^([^\s/]+)\/(\S+)$/.exec(text) ?? [];
  if (account === undefined || model === undefined) return words.target.shape;
  const twice = chain?.steps.some((step) => step.targets.some(({ target }) => target === text));
  return twice ? words.target.twice : null;
}

export const PHASES = ["connect", "first_token", "idle", "total"] as const;
export type Phase = (typeof PHASES)[number];

/** A deadline that can never be reached because the whole answer has less time. */
export const beyondTotal = (deadline: Deadlines, phase: Phase): boolean =>
  phase !== "total" && deadline[phase] > deadline.total;

/** The last part of a path, for people. */
export const fileOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
