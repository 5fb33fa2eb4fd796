import type { LocalKeyView, NewLocalKey, Snippet, TestCallReport } from "../../ipc/bindings";
import type { Aspect } from "../../lib/aspect";
import { strings } from "../../lib/strings";

const VARIABLE = "POINTSMAN_KEY";
const PLACE = "{key}";
/** As long as the house takes a name. */
const LONGEST = 64;

/**
 * How a language reads the key from the environment, so that a snippet without a key still runs as pasted. A shell
 * expands the variable inside its quotes; elsewhere the quotes go with the place.
 */
const FROM_ENVIRONMENT: Readonly<Record<string, { readonly before: string; readonly value: string }>> = {
  python: { before: "import os\n", value: `os.environ["${VARIABLE}"]` },
  javascript: { before: "", value: `process.env.${VARIABLE}` },
};

/** Stands for a key in what cannot read the environment: a settings file, steps to take by hand. */
const KEY_TO_COME = "pm-…";

/** Whether a snippet without a key runs as pasted. */
export const readsVariable = (snippet: Snippet): boolean =>
  snippet.language === "sh" || snippet.language in FROM_ENVIRONMENT;

/** The snippet as it can be pasted: with the key, or reading it from the environment where it can. */
export function fillSnippet(snippet: Snippet, key: string | null): string {
  if (key !== null) return snippet.text.replaceAll(PLACE, key);
  if (!readsVariable(snippet)) return snippet.text.replaceAll(PLACE, KEY_TO_COME);
  const reads = FROM_ENVIRONMENT[snippet.language];
  const quoted = [`"${PLACE}"`, `'${PLACE}'`].find((place) => snippet.text.includes(place));
  if (!reads || !quoted) return snippet.text.replaceAll(PLACE, `$${VARIABLE}`);
  return `${reads.before}${snippet.text.replaceAll(quoted, reads.value)}`;
}

/** The project a key counts to when nobody said: the default one if it exists, else the first, else the default. */
export function usualProject(projects: readonly string[]): string {
  const usual = strings.connect.make.defaultProject;
  return projects.includes(usual) ? usual : (projects[0] ?? usual);
}

/** A tool's newest key, if it has one. */
export function keyOfTool(keys: readonly LocalKeyView[], tool: string): LocalKeyView | null {
  const its = keys.filter((key) => key.tool === tool);
  return its.reduce<LocalKeyView | null>(
    (newest, key) => (newest === null || key.created > newest.created ? key : newest),
    null,
  );
}

export const newestFirst = (keys: readonly LocalKeyView[]): readonly LocalKeyView[] =>
  [...keys].sort((a, b) => b.created - a.created);

/** A key that stands for the same as this one. */
export const likeKey = (key: LocalKeyView): NewLocalKey => ({
  project: key.project,
  tool: key.tool,
  environment: key.environment,
});

export type KeyDraft = { readonly project: string; readonly tool: string; readonly environment: string };
export type KeyProblems = Partial<Record<keyof KeyDraft, string>>;

export function keyProblems(draft: KeyDraft): KeyProblems {
  const words = strings.connect.make;
  const problems: KeyProblems = {};
  for (const part of ["project", "tool", "environment"] as const) {
    if ([...draft[part].trim()].length > LONGEST) problems[part] = words.tooLong;
  }
  if (draft.project.trim() === "") problems.project = words.projectMissing;
  return problems;
}

export const newKeyOf = (draft: KeyDraft): NewLocalKey => ({
  project: draft.project.trim(),
  tool: draft.tool.trim() || null,
  environment: draft.environment.trim() || null,
});

export const answered = (report: TestCallReport): boolean => report.status >= 200 && report.status < 300;
export const answerAspect = (report: TestCallReport): Aspect => (answered(report) ? "clear" : "stop");

/** A call's place on Live. */
export const liveHref = (call: string): string => `#/live?call=${encodeURIComponent(call)}`;
