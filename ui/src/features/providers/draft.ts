import type { NewAccount, Preset } from "../../ipc/bindings";
import { strings } from "../../lib/strings";

const { problem } = strings.providerForms;

/** What is typed into the form of a new account. */
export type Draft = {
  readonly name: string;
  readonly baseUrl: string;
  readonly from: "keychain" | "variable";
  readonly key: string;
  readonly variable: string;
};

export const EMPTY: Draft = { name: "", baseUrl: "", from: "keychain", key: "", variable: "" };

export type DraftProblems = Partial<Record<"name" | "baseUrl" | "key" | "variable", string>>;

/** The name it will have: the provider's id unless it has one of its own. */
export const nameOf = (draft: Draft, preset: Preset): string => draft.name.trim() || preset.id;

/** What the house would refuse, said before it is asked. */
export function problemsOf(draft: Draft, preset: Preset, taken: readonly string[]): DraftProblems {
  const problems: DraftProblems = {};
  const name = nameOf(draft, preset);
  if (/[\s/]/.test(name)) problems.name = problem.nameShape;
  else if (taken.includes(name)) problems.name = problem.nameTaken(name);
  const url = draft.baseUrl.trim();
  if (url === "" && preset.base_url === "") problems.baseUrl = problem.urlMissing;
  else if (url !== "" && !/^https?:\/\/[^\s/]/i.test(url)) problems.baseUrl = problem.urlShape;
  return preset.key === "none" ? problems : { ...problems, ...keyProblems(draft, preset.key === "needed") };
}

/** What is wrong with the key, or with the variable that holds it. */
export function keyProblems(draft: Draft, needed: boolean): DraftProblems {
  const problems: DraftProblems = {};
  if (draft.from === "variable") {
    const variable = draft.variable.trim();
    if (variable === "" && needed) problems.variable = problem.variableMissing;
    else if (variable !== "" && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
      problems.variable = problem.variableShape;
  } else {
    const key = draft.key.trim();
    if (key === "" && needed) problems.key = problem.keyMissing;
    else if (/\s/.test(key)) problems.key = problem.keyShape;
  }
  return problems;
}

export function newAccountOf(draft: Draft, preset: Preset): NewAccount {
  const told = (text: string): string | null => text.trim() || null;
  const keyed = preset.key !== "none";
  return {
    provider: preset.id,
    name: told(draft.name),
    base_url: told(draft.baseUrl),
    key: keyed && draft.from === "keychain" ? told(draft.key) : null,
    key_env: keyed && draft.from === "variable" ? told(draft.variable) : null,
  };
}
