import { expect, test } from "vitest";
import type { LocalKeyView, Snippet } from "../../ipc/bindings";
import {
  answered,
  fillSnippet,
  keyOfTool,
  keyProblems,
  likeKey,
  liveHref,
  newestFirst,
  newKeyOf,
  usualProject,
} from "./model";

const snippet = (language: string, text: string): Snippet => ({
  id: language,
  title: language,
  language,
  install: null,
  text,
});
const SH = snippet("sh", 'curl -H "Authorization: Bearer {key}"');
const PYTHON = snippet("python", 'client = OpenAI(base_url="x", api_key="{key}")');
const NODE = snippet("javascript", 'new OpenAI({ apiKey: "{key}" })');

const key = (id: string, tool: string | null, created: number): LocalKeyView => ({
  ...{ id, tool, created, project: "web", environment: "dev", last4: "x7Qd" },
});

test("a key that was just made stands where the snippet says", () => {
  expect(fillSnippet(SH, "pm-1")).toBe('curl -H "Authorization: Bearer pm-1"');
  expect(fillSnippet(PYTHON, "pm-1")).toBe('client = OpenAI(base_url="x", api_key="pm-1")');
});

test("without a key each language reads it from the environment and runs as pasted", () => {
  expect(fillSnippet(SH, null)).toBe('curl -H "Authorization: Bearer $POINTSMAN_KEY"');
  expect(fillSnippet(PYTHON, null)).toBe(
    'import os\nclient = OpenAI(base_url="x", api_key=os.environ["POINTSMAN_KEY"])',
  );
  expect(fillSnippet(NODE, null)).toBe("new OpenAI({ apiKey: process.env.POINTSMAN_KEY })");
  expect(fillSnippet(snippet("yaml", 'apiKey: "{key}"'), null)).toBe('apiKey: "pm-…"');
});

test("a key counts to the default project unless there is none", () => {
  expect(usualProject(["web", "default"])).toBe("default");
  expect(usualProject(["web"])).toBe("web");
  expect(usualProject([])).toBe("default");
});

test("a tool's newest key is the one it is told about", () => {
  const keys = [key("a", "curl", 1), key("b", "curl", 3), key("c", null, 9)];
  expect(keyOfTool(keys, "curl")?.id).toBe("b");
  expect(keyOfTool(keys, "openai-node")).toBeNull();
  expect(newestFirst(keys).map(({ id }) => id)).toEqual(["c", "b", "a"]);
});

test("a replacement stands for the same as the key it replaces", () => {
  expect(likeKey(key("a", "curl", 1))).toEqual({ project: "web", tool: "curl", environment: "dev" });
});

test("a new key needs a project and short names", () => {
  const draft = { project: " ", tool: "x".repeat(65), environment: "" };
  expect(Object.keys(keyProblems(draft))).toEqual(["tool", "project"]);
  expect(keyProblems({ project: "web", tool: "", environment: "" })).toEqual({});
  expect(newKeyOf({ project: " web ", tool: " ", environment: "dev" })).toEqual({
    ...{ project: "web", tool: null, environment: "dev" },
  });
});

test("only a status of success is an answer, and a call has its place on Live", () => {
  expect(answered({ call: null, status: 200, text: "", headers: [] })).toBe(true);
  expect(answered({ call: null, status: 429, text: "", headers: [] })).toBe(false);
  expect(liveHref("01K5C9X4")).toBe("#/live?call=01K5C9X4");
});
