import { expect, test } from "vitest";
import { layStack, type StackDay } from "./stack";

const day = (key: string, values: readonly number[], more: Partial<StackDay> = {}): StackDay => ({
  key,
  label: key,
  values,
  ...more,
});
const box = { width: 354, height: 134 };

test("segments stand on one another and leave a pixel between", () => {
  const { bars } = layStack([day("1", [50, 50])], box);
  const [low, high] = bars[0]?.parts ?? [];
  expect([low?.y, low?.h, high?.y, high?.h].map((n) => Number(n?.toFixed(1)))).toEqual([60, 49, 10, 49]);
});

test("an empty series draws nothing and keeps the others' colours", () => {
  const { bars } = layStack([day("1", [0, 10])], box);
  expect(bars[0]?.parts.map((p) => p.series)).toEqual([1]);
});

test("a forecast rests on what was spent, and the axis covers both", () => {
  const { bars, ticks } = layStack([day("1", [60], { forecast: 60, today: true })], box);
  expect(ticks.at(-1)?.value).toBe(150);
  expect(bars[0]?.forecast?.y).toBeLessThan(bars[0]?.parts[0]?.y ?? 0);
});

test("no bar rises above the top line", () => {
  for (const value of [0.3, 7, 42.01, 200.1, 999]) {
    const { bars, ticks } = layStack([day("1", [value])], box);
    expect(bars[0]?.parts[0]?.y).toBeGreaterThanOrEqual(ticks.at(-1)?.y ?? Number.NaN);
  }
});

test("labels give way to today and to one another", () => {
  const days = Array.from({ length: 30 }, (_, i) => day(String(i + 1), [1], { today: i === 16 }));
  const shown = layStack(days, box)
    .bars.filter((b) => b.labelled)
    .map((b) => b.day.key);
  expect(shown).toEqual(["1", "7", "17", "25"]);
});

test("no day at all is no bar and one tick", () => {
  expect(layStack([], box).ticks).toEqual([{ value: 0, y: 110 }]);
});
