import type { ProjectSettings, ProjectView } from "../../ipc/bindings";
import type { Series } from "../../lib/series";
import { strings } from "../../lib/strings";

const words = strings.projects;
const LONGEST = 64;

export const COLOURS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The chart's colour of a project; without one of its own it has whichever is free. */
export const colourOf = (settings: ProjectSettings): Series =>
  COLOURS.find((colour) => colour === settings.colour) ?? "others";

export type ProjectDraft = {
  readonly name: string;
  readonly colour: number | null;
  readonly firstToken: string;
  readonly answer: string;
};
export type ProjectProblems = Partial<Record<"name" | "firstToken" | "answer", string>>;

export const projectDraft = (settings: ProjectSettings | null): ProjectDraft => ({
  name: settings?.name ?? "",
  colour: settings?.colour ?? null,
  firstToken: settings?.first_token_within ?? "",
  answer: settings?.answer_within ?? "",
});

/** The first colour that no project has, so that a new one can be told apart. */
export const freeColour = (projects: readonly ProjectView[]): number | null =>
  COLOURS.find((colour) => !projects.some(({ settings }) => settings.colour === colour)) ?? null;

const isSpan = (text: string): boolean => /^[1-9]\d*\s*(ms|s|m|h)$/.test(text);

/** What a span's field may hold: one, or nothing. */
export const isSpanOrNothing = (text: string): boolean => text.trim() === "" || isSpan(text.trim());

export function projectProblems(draft: ProjectDraft): ProjectProblems {
  const problems: ProjectProblems = {};
  const name = draft.name.trim();
  if (name === "") problems.name = words.nameMissing;
  else if ([...name].length > LONGEST) problems.name = words.nameTooLong;
  for (const part of ["firstToken", "answer"] as const) {
    if (!isSpanOrNothing(draft[part])) problems[part] = words.spanWrong;
  }
  return problems;
}

export const settingsOf = (draft: ProjectDraft, archived: boolean): ProjectSettings => ({
  name: draft.name.trim(),
  colour: draft.colour,
  archived,
  first_token_within: draft.firstToken.trim() || null,
  answer_within: draft.answer.trim() || null,
});

/** What stands beside its name in the list. */
export const stateOf = (project: ProjectView): string =>
  project.settings.archived ? words.away : project.session ? words.session : "";
