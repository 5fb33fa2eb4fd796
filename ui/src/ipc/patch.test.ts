import { expect, test } from "vitest";
import type { Batch, CallView } from "./bindings";
import { effectsOf, upsertCalls } from "./patch";

const call = (id: string, state: CallView["state"] = "answered"): CallView => ({
  id,
  at: 0,
  project: "default",
  tool: null,
  environment: null,
  user: null,
  dialect: "OpenAI Chat Completions",
  asked: "auto",
  chain: "auto",
  stream: true,
  state,
  failure: null,
  status: 200,
  moved: null,
  told: null,
  first_content: null,
  total: null,
  input: null,
  output: null,
  cost: null,
  subscription: false,
  estimated: false,
  simulated: false,
  prompt: null,
  attempts: [],
});
const ids = (rows: readonly CallView[]) => rows.map((row) => `${row.id}:${row.state}`).join(" ");

test("a new call goes on top and the rows below stay the same objects", () => {
  const rows = [call("b"), call("a")];
  const next = upsertCalls(rows, [call("c", "waiting")]);
  expect(ids(next)).toBe("c:waiting b:answered a:answered");
  expect(next[1]).toBe(rows[0]);
});

test("a known call is replaced where it stands", () => {
  expect(ids(upsertCalls([call("b", "waiting"), call("a")], [call("b", "streaming")]))).toBe(
    "b:streaming a:answered",
  );
});

test("several new calls are put in order, also one that arrived between known ones", () => {
  const rows = [call("d"), call("a")];
  expect(ids(upsertCalls(rows, [call("e"), call("f")]))).toBe("f:answered e:answered d:answered a:answered");
  expect(ids(upsertCalls(rows, [call("b")]))).toBe("d:answered b:answered a:answered");
});

test("a settled call never runs again because an older row arrives late", () => {
  expect(ids(upsertCalls([call("a", "failed")], [call("a", "waiting")]))).toBe("a:failed");
});

test("the oldest leave when there are too many", () => {
  expect(ids(upsertCalls([call("b"), call("a")], [call("c")], 2))).toBe("c:answered b:answered");
});

test("nothing changed is the same list", () => {
  const rows = [call("a")];
  expect(upsertCalls(rows, [])).toBe(rows);
});

const batch = (part: Partial<Batch>): Batch => ({ calls: [], missed: 0, notices: [], changed: [], ...part });

test("a running call moves the counters but neither its story nor the money", () => {
  expect(effectsOf(batch({ calls: [call("a", "streaming")] }))).toEqual({
    rereadCalls: false,
    stories: [],
    words: [],
    status: true,
    settings: false,
    spend: false,
  });
});

test("a settled call is read again as a story and in the sums", () => {
  expect(effectsOf(batch({ calls: [call("a"), call("b", "waiting")] }))).toMatchObject({
    stories: ["a"],
    spend: true,
  });
});

test("calls that were not told make the list be read again", () => {
  expect(effectsOf(batch({ missed: 3 }))).toMatchObject({ rereadCalls: true, status: true, spend: true });
});

test("a word that changed is read again, status and spend at their own pace", () => {
  expect(effectsOf(batch({ changed: ["routes", "settings", "spend"] }))).toMatchObject({
    words: ["routes"],
    status: true,
    settings: true,
    spend: true,
  });
});
