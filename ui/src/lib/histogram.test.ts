import { expect, test } from "vitest";
import { barAt, endsOf, stepStretch } from "./histogram";

test("a point of the axis stands over one bar, also at its ends", () => {
  expect([-5, 0, 99, 100, 599, 600, 900].map((x) => barAt(x, 600, 6))).toEqual([0, 0, 0, 1, 5, 5, 5]);
  expect(barAt(5, 0, 6)).toBe(0);
});

test("arrows walk from the end they come from, and stop at the other", () => {
  expect(stepStretch(null, "ArrowRight", false, 6)).toEqual({ anchor: 0, at: 0 });
  expect(stepStretch(null, "ArrowLeft", false, 6)).toEqual({ anchor: 5, at: 5 });
  expect(stepStretch({ anchor: 5, at: 5 }, "ArrowRight", false, 6)).toEqual({ anchor: 5, at: 5 });
  expect(stepStretch(null, "x", false, 6)).toBeNull();
});

test("with Shift a stretch grows from where it was begun", () => {
  const grown = stepStretch({ anchor: 3, at: 3 }, "ArrowLeft", true, 6);
  expect(grown).toEqual({ anchor: 3, at: 2 });
  expect(grown && endsOf(grown)).toEqual([2, 3]);
});
