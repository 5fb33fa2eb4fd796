import { expect, test } from "vitest";
import { call, fell, MOVED } from "../../calls/sample";
import { countsOf, filtered, newerThan } from "./model";

const CALLS = [
  MOVED,
  call({ id: "c", project: "web", state: "failed", failure: "auth", attempts: [fell("x")] }),
  call({ id: "d" }),
];

test("filters narrow by what happened and by project, and their counts say how many", () => {
  expect(filtered(CALLS, { which: "moved", project: null }).map(({ id }) => id)).toEqual(["b"]);
  expect(filtered(CALLS, { which: "failed", project: "default" })).toEqual([]);
  expect(filtered(CALLS, { which: "all", project: null })).toBe(CALLS);
  expect(countsOf(CALLS, null)).toEqual({ all: 3, moved: 1, failed: 1 });
  expect(countsOf(CALLS, "web")).toEqual({ all: 1, moved: 0, failed: 1 });
});

test("a frozen picture knows how many calls came since", () => {
  const frozen = [call({ id: "b" }), call({ id: "a" })];
  expect(newerThan([call({ id: "d" }), call({ id: "c" }), ...frozen], frozen)).toBe(2);
  expect(newerThan(frozen, frozen)).toBe(0);
});
