import { expect, test } from "vitest";
import { dropAt } from "./reorder";

const ROWS = [0, 40, 80].map((top) => ({ top, height: 40 }));

test("a row lands below those whose middle it has passed", () => {
  expect([5, 55, 65, 95, 105, 500, -50].map((y) => dropAt(ROWS, 0, y))).toEqual([0, 0, 1, 1, 2, 2, 0]);
  expect([5, 15, 25, 65].map((y) => dropAt(ROWS, 2, y))).toEqual([0, 0, 1, 2]);
});
