import { expect, test } from "vitest";
import { readSpan, writeSpan } from "./span";

test("a span is read in the file's units, with or without a blank", () => {
  expect(["500ms", "5s", " 20 s", "1.5s", "10m", "1h", "0s"].map(readSpan)).toEqual([
    500, 5000, 20_000, 1500, 600_000, 3_600_000, 0,
  ]);
});

test("what has no unit, or another one, is not guessed", () => {
  expect(["5", "", "5 sec", "-5s", "5s 3ms", "1e3s", "5d", "99999999999s"].map(readSpan)).toEqual(
    Array(8).fill(null),
  );
});

test("a span is written in the largest unit that holds it whole", () => {
  expect([500, 1500, 5000, 90_000, 600_000, 3_600_000, 0].map(writeSpan)).toEqual([
    "500ms",
    "1500ms",
    "5s",
    "90s",
    "10m",
    "1h",
    "0ms",
  ]);
});
