import { expect, test } from "vitest";
import type { ToolState, ToolView } from "../../ipc/bindings";
import { factOf, isWaiting, modelChoices, OWN_MODEL, rowsOf, usualModel, worstFirst } from "./tools-model";

const tool = (id: string, state: ToolState, part: Partial<ToolView> = {}): ToolView => ({
  ...{ id, name: id, speaks: "Anthropic Messages", state, files: ["~/a", "~/b"], install: "npm i" },
  ...{ note: "", source: "", read: "", model: null, proposed: null, connected: null, key: null },
  ...{ last_call: null, checks: [], ...part },
});

test("what needs a look comes first, what cannot be connected last", () => {
  const view = {
    proxy: [],
    tools: [tool("a", "not_found"), tool("b", "ready"), tool("c", "connected"), tool("d", "drifted")],
    cannot: [{ name: "Cursor", why: "" }],
  };
  expect(rowsOf(view).map(({ key }) => key)).toEqual(["d", "c", "b", "a", "cannot:Cursor"]);
});

test("a row says the fact that matters in its state", () => {
  const checks = [
    { aspect: "clear", says: "fine", place: null },
    { aspect: "stop", says: "moved", place: "~/a:3" },
  ] as const;
  expect(factOf(tool("a", "drifted", { checks: [...checks] }))).toBe("moved");
  expect(worstFirst(checks)[0]?.says).toBe("moved");
  expect(factOf(tool("a", "ready"))).toBe("~/a, ~/b");
  expect(factOf(tool("a", "not_found"))).toBe("npm i");
});

test("only a tool with models of its own can be left to them", () => {
  const values = (one: ToolView) => modelChoices(one, ["auto", "chain/auto"]).map(({ value }) => value);
  expect(values(tool("a", "ready"))).toEqual([OWN_MODEL, "auto", "chain/auto"]);
  expect(values(tool("a", "ready", { speaks: "OpenAI Chat Completions" }))).toEqual(["auto", "chain/auto"]);
  expect(values(tool("a", "connected", { model: "openai/gpt-5" }))).toContain("openai/gpt-5");
});

test("the model it has is chosen once it is connected, before that the one that is proposed", () => {
  expect(usualModel(tool("a", "ready", { proposed: "auto" }))).toBe("auto");
  expect(usualModel(tool("a", "connected", { connected: 1, proposed: "auto" }))).toBe(OWN_MODEL);
});

test("the first call of a connected tool is waited for", () => {
  const view = (one: ToolView) => ({ proxy: [], tools: [one], cannot: [] });
  expect(isWaiting(undefined)).toBe(false);
  expect(isWaiting(view(tool("a", "ready")))).toBe(false);
  expect(isWaiting(view(tool("a", "connected", { connected: 1 })))).toBe(true);
  expect(isWaiting(view(tool("a", "connected", { connected: 1, last_call: 2 })))).toBe(false);
});
