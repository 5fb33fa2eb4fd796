import { expect, test } from "vitest";
import type { ProjectSettings, ProjectView } from "../../ipc/bindings";
import { colourOf, freeColour, projectDraft, projectProblems, settingsOf } from "./projects-model";

const settings = (part: Partial<ProjectSettings> = {}): ProjectSettings => ({
  ...{ name: "web", colour: 3, archived: false, first_token_within: "3s", answer_within: null },
  ...part,
});
const project = (colour: number | null): ProjectView => ({
  ...{ settings: settings({ colour }), keys: [], last_call: null, session: false },
});

test("what is shown and saved untouched changes nothing", () => {
  expect(settingsOf(projectDraft(settings()), false)).toEqual(settings());
  expect(settingsOf(projectDraft(settings({ colour: null })), true)).toEqual(
    settings({ colour: null, archived: true }),
  );
});

test("a span is a whole number and a unit", () => {
  const check = (firstToken: string) =>
    Object.keys(projectProblems({ ...projectDraft(settings()), firstToken }));
  for (const text of ["", "500ms", "3 s", "2m"]) expect(check(text)).toEqual([]);
  for (const text of ["3", "0s", "1.5s", "soon"]) expect(check(text)).toEqual(["firstToken"]);
  expect(Object.keys(projectProblems({ ...projectDraft(null), name: " " }))).toEqual(["name"]);
});

test("a new project has a colour that no other has, as long as there is one", () => {
  expect(freeColour([project(1), project(3)])).toBe(2);
  expect(freeColour([1, 2, 3, 4, 5, 6, 7, 8].map(project))).toBeNull();
  expect(colourOf(settings({ colour: 8 }))).toBe(8);
  expect(colourOf(settings({ colour: null }))).toBe("others");
});
