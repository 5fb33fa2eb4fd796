import { expect, test } from "vitest";
import { axisTicks } from "./axis";
import { columnsThatFit, gridTracks } from "./columns";
import { monogramOf } from "./monogram";
import { rowAfter } from "./row-step";

const columns = [
  { id: "time", min: 80 },
  { id: "user", min: 60, hides: 1 },
  { id: "first", min: 60, hides: 2 },
  { id: "rule", min: 100, grow: 1 },
  { id: "cost", min: 80 },
];
const idsAt = (width: number) => columnsThatFit(columns, width).map((c) => c.id);

test("columns hide in their order and only until the rest fits", () => {
  expect(idsAt(380)).toEqual(["time", "user", "first", "rule", "cost"]);
  expect(idsAt(379)).toEqual(["time", "first", "rule", "cost"]);
  expect(idsAt(10)).toEqual(["time", "rule", "cost"]);
});

test("only growing columns take the slack", () => {
  expect(gridTracks(columns)).toBe("80px 60px 60px minmax(100px, 1fr) 80px");
});

test("axis steps are round and cover the largest value", () => {
  expect(axisTicks(323)).toEqual([0, 100, 200, 300, 400]);
  expect(axisTicks(0)).toEqual([0]);
  expect(axisTicks(100)).toEqual([0, 50, 100]);
  expect(axisTicks(200.1)).toEqual([0, 100, 200, 300]);
});

test("a monogram is two letters of the name", () => {
  const names = ["Anthropic", "OpenAI", "DeepSeek", "xAI", "Amazon Bedrock", "mistral", "LM Studio"];
  expect(names.map(monogramOf)).toEqual(["An", "OA", "DS", "xA", "AB", "Mi", "LS"]);
});

test("keys move through rows and stop at both ends", () => {
  expect([rowAfter("j", -1, 3), rowAfter("j", 2, 3), rowAfter("k", 0, 3), rowAfter("End", 0, 3)]).toEqual([
    0, 2, 0, 2,
  ]);
  expect([rowAfter("j", 0, 0), rowAfter("x", 0, 3)]).toEqual([null, null]);
});
