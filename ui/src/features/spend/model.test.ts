import { expect, test } from "vitest";
import type { DayPart, SpendReport, Sums } from "../../ipc/bindings";
import { sumOf } from "../../lib/stack";
import { nanoUsd, unixMillis } from "../../lib/units";
import {
  axisMoney,
  cachedShare,
  callsBehind,
  columnPlaces,
  dayKey,
  dayLabel,
  isEmpty,
  kindOf,
  midnight,
  moneyOf,
  queryOf,
  realOf,
  rowName,
  seriesOf,
  stackDays,
} from "./model";

const at = (year: number, month: number, day: number, hour = 0) =>
  unixMillis(new Date(year, month - 1, day, hour).getTime());
const NOW = at(2026, 11, 22, 15);

const sums = (part: Partial<Sums>): Sums => ({
  ...{ calls: 1, failed: 0, attempts: 1, input: 0, cached: 0, output: 0 },
  ...{ cost: 0, estimated: 0, simulated: 0, unpriced: 0 },
  ...part,
});

const report = (costs: Record<string, number>, days: DayPart[] = []): SpendReport => ({
  rows: Object.entries(costs).map(([key, cost]) => ({ key, sums: sums({ cost }) })),
  total: sums({ cost: Object.values(costs).reduce((sum, cost) => sum + cost, 0) }),
  days,
  at: NOW,
});
const name = (key: string) => key;

test("a window begins at local midnight and holds today", () => {
  expect(queryOf("today", "project", NOW).since).toBe(at(2026, 11, 22));
  expect(queryOf("week", "project", NOW).since).toBe(at(2026, 11, 16));
  expect(queryOf("month", "project", NOW).since).toBe(at(2026, 10, 24));
});

test("midnight moves by days of the calendar, also over the end of a month", () => {
  expect(midnight(NOW, -22)).toBe(at(2026, 10, 31));
  expect(dayKey(midnight(NOW, 9))).toBe("2026-12-01");
});

test("days are called by their date, and today by its word", () => {
  expect(dayLabel("2026-11-05", NOW)).toBe("5 Nov");
  expect(dayLabel("2026-11-22", NOW)).toBe("Today");
  expect(dayLabel("not a day", NOW)).toBe("not a day");
});

test("what a call did not name is said, and a provider has its name", () => {
  const providers = new Map([["openai", "OpenAI"]]);
  expect(rowName("", "user", NOW, providers)).toBe("no user named");
  expect(rowName("openai", "provider", NOW, providers)).toBe("OpenAI");
  expect(rowName("openai", "project", NOW, providers)).toBe("openai");
});

test("real money and simulated money are never added", () => {
  const both = sums({ cost: 5, estimated: 2, simulated: 100 });
  expect(realOf(both)).toBe(7);
  expect(kindOf(both)).toBe("real");
  expect(moneyOf(both, "simulated")).toBe(100);
  expect(kindOf(sums({ simulated: 100 }))).toBe("simulated");
  expect(kindOf(sums({}))).toBe("real");
});

test("a project keeps its own colour and the others have what is left", () => {
  const own = new Map([
    ["b", 1],
    ["c", 1],
    ["d", 3],
  ]);
  const series = seriesOf(report({ a: 4, b: 3, c: 2, d: 1 }), "project", "real", name, own);
  expect(series.map((one) => one.color)).toEqual([2, 1, 4, 3]);
});

test("the eight that cost most have colours, the rest is others", () => {
  const costs = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, 11 - i]));
  const series = seriesOf(report({ ...costs, free: 0 }), "project", "real", name);
  expect(series.map((one) => one.color)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, "others"]);
  expect(series.at(-1)).toEqual({ key: null, name: "3 others", color: "others" });
});

test("a bar holds exact and estimated money, and no simulated", () => {
  const part = { day: "2026-11-22", key: "p", cost: 5, estimated: 2, simulated: 100 };
  const series = seriesOf(report({ p: 7 }), "project", "real", name);
  expect(stackDays([part], series, "real", NOW, NOW).map(sumOf)).toEqual([7]);
});

test("bars hold every day of the window and every nano-dollar of the report", () => {
  const part = (day: string, key: string, cost: number): DayPart => ({
    ...{ day, key, cost },
    ...{ estimated: 0, simulated: 9 },
  });
  const costs = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, 1_000_000_007 - i]));
  const days = Object.entries(costs).map(([key, cost], i) => part(`2026-11-${16 + (i % 6)}`, key, cost));
  const made = report(costs, days);
  const series = seriesOf(made, "project", "real", name);
  const bars = stackDays(made.days, series, "real", unixMillis(queryOf("week", "project", NOW).since), NOW);
  expect(bars).toHaveLength(7);
  expect(bars.at(-1)).toMatchObject({ label: "Today", today: true });
  expect(bars.reduce((sum, day) => sum + sumOf(day), 0)).toBe(made.total.cost);
});

test("nothing at all is empty; calls that cost nothing are not", () => {
  expect(isEmpty({ rows: [], total: sums({ calls: 0, attempts: 0 }), days: [], at: NOW })).toBe(true);
  expect(isEmpty(report({ free: 0 }))).toBe(false);
});

test("the cached share of no input is not applicable", () => {
  expect(cachedShare(sums({ input: 0 }))).toBeNull();
  expect(cachedShare(sums({ input: 200, cached: 50 }))).toBe(0.25);
});

test("an axis below a cent counts in cents", () => {
  expect(axisMoney(nanoUsd(500_000))).toBe("0.05\u202f¢");
  expect(axisMoney(nanoUsd(100e9))).toBe("$100");
  expect(axisMoney(nanoUsd(0))).toBe("$0");
});

test("a column takes four places when one of its amounts would look like nothing", () => {
  expect(columnPlaces([12_000_000_000, 0])).toBe(2);
  expect(columnPlaces([12_000_000_000, 4_000_000])).toBe(4);
});

test("a row leads to its calls: the same name and window, a day from midnight to midnight", () => {
  const since = at(2026, 11, 16);
  expect(callsBehind("user", "", since)).toEqual({ since, user: "" });
  expect(callsBehind("day", "2026-11-20", since)).toEqual({
    since: at(2026, 11, 20),
    until: at(2026, 11, 21),
  });
});
