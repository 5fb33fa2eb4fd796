import { expect, test } from "vitest";
import { exactTime, isoDayName, relativeTime } from "./time";
import { unixMillis } from "./units";

const now = new Date(2026, 8, 17, 14, 32, 8, 0).getTime();
const ago = (ms: number) => relativeTime(unixMillis(now - ms), unixMillis(now));

test("relative time says the largest whole unit", () => {
  expect(ago(400)).toBe("now");
  expect(ago(21_900)).toBe("21 s ago");
  expect(ago(61_000)).toBe("1 min ago");
  expect(ago(3 * 3_600_000)).toBe("3 h ago");
  expect(ago(50 * 3_600_000)).toBe("2 d ago");
  expect(ago(-24_000)).toBe("in 24 s");
});

test("after a week it is the date, with the year when it is another one", () => {
  expect(ago(8 * 86_400_000)).toBe("9 Sep");
  expect(relativeTime(unixMillis(new Date(2025, 0, 3).getTime()), unixMillis(now))).toBe("3 Jan 2025");
});

test("the exact time has milliseconds", () => {
  expect(exactTime(unixMillis(now + 208))).toBe("17 Sep 2026, 14:32:08.208");
});

test("a day of the catalogue is said like any other", () => {
  expect(isoDayName("2026-09-07")).toBe("7 Sep 2026");
  expect(isoDayName("long ago")).toBe("long ago");
});
