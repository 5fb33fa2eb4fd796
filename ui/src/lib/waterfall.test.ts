import { expect, test } from "vitest";
import { millis } from "./units";
import { barsOf, waterfallTicks } from "./waterfall";

const at = (
  start: number,
  connected: number | null,
  first: number | null,
  end: number | null,
  failed = false,
) =>
  barsOf(
    {
      start: millis(start),
      connected: connected === null ? null : millis(connected),
      firstToken: first === null ? null : millis(first),
      end: end === null ? null : millis(end),
      failed,
    },
    millis(1000),
  ).map((b) => `${b.kind} ${b.left}+${b.width}`);

test("an attempt that answers connects, waits and streams", () => {
  expect(at(0, 100, 400, 1000)).toEqual(["connect 0+10", "waiting 10+30", "streaming 40+60"]);
});

test("a failure before the first token ends in a bar that can be seen", () => {
  expect(at(0, 100, null, 500, true)).toEqual(["connect 0+10", "waiting 10+40", "failed 49.7+0.6"]);
});

test("an attempt that never connected is all connecting", () => {
  expect(at(0, null, null, 500, true)).toEqual(["connect 0+50", "failed 49.7+0.6"]);
});

test("a running attempt reaches to now", () => {
  expect(at(500, 600, null, null)).toEqual(["connect 50+10", "waiting 60+40"]);
});

test("the axis is round and leaves room for its labels", () => {
  const labels = waterfallTicks(millis(6480)).map((t) => t.label.replace("\u202f", " "));
  expect(labels).toEqual(["0", "2 s", "4 s", "6 s"]);
});
