import { expect, test } from "vitest";
import { isNarrowed, narrowOf, rangeOf, readSearch, stepRange, unnarrowed } from "./search";

const NOW = 1_795_305_600_000;

test("an address that a person wrote keeps what is known and drops the rest", () => {
  const search = readSearch({ range: "decade", outcome: "moved", user: 42, project: "", since: "x", odd: 1 });
  expect(search).toMatchObject({ outcome: "moved", user: "42", project: "" });
  expect([search.range, search.since]).toEqual([undefined, undefined]);
});

test("a window is the last week until told otherwise, and a stretch of its own wins", () => {
  expect(narrowOf({}, NOW).since).toBe(NOW - 7 * 86_400_000);
  expect(narrowOf({ range: "all" }, NOW).since).toBeNull();
  const own = { range: "hour", since: 5, until: 9 } as const;
  expect(rangeOf(own)).toBeNull();
  expect(narrowOf(own, NOW)).toMatchObject({ since: 5, until: 9 });
});

test("windows step through their sizes and stop at both ends", () => {
  expect(stepRange({ range: "day" }, 1)).toBe("week");
  expect(stepRange({ range: "all" }, 1)).toBe("all");
  expect(stepRange({ range: "hour" }, -1)).toBe("hour");
  expect(stepRange({ since: 5 }, -1)).toBe("week");
});

test("an outcome is where a call stands, that it moved, or that its price is not known", () => {
  expect(narrowOf({ outcome: "failed" }, NOW)).toMatchObject({ ended: "failed", moved: false });
  expect(narrowOf({ outcome: "moved" }, NOW)).toMatchObject({ ended: null, moved: true });
  expect(narrowOf({ outcome: "unpriced" }, NOW)).toMatchObject({ ended: null, unpriced: true });
});

test("calls that named no user are a filter of their own", () => {
  expect(narrowOf({ user: "" }, NOW).user).toBe("");
  expect(isNarrowed({ user: "" })).toBe(true);
  expect(isNarrowed({ text: "  ", range: "hour" })).toBe(false);
  expect(unnarrowed({ range: "hour", user: "ada", text: "x" })).toEqual({ range: "hour" });
});
