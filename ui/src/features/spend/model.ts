import type { DayPart, SpendBy, SpendQuery, SpendReport, Sums } from "../../ipc/bindings";
import { formatMoneyAxis, type Places } from "../../lib/money";
import { THIN } from "../../lib/number";
import { type Series, seriesAt } from "../../lib/series";
import type { StackDay } from "../../lib/stack";
import { strings } from "../../lib/strings";
import { dayName } from "../../lib/time";
import { type NanoUsd, nanoUsd, type UnixMillis, unixMillis } from "../../lib/units";

export type Range = "today" | "week" | "month";
export type By = SpendBy;

const DAYS: Record<Range, number> = { today: 1, week: 7, month: 30 };
/** As many as there are chart colours; the rest is "others". */
const MOST_SERIES = 8;
/** As much of a fingerprint as tells two of them apart. */
const PRINT_SHOWN = 8;
const NANOS_PER_CENT = 10_000_000;

const words = strings.spend;

/** Local midnight of the day that `at` lies in, moved by whole days; a day of 23 or 25 hours counts as one. */
export function midnight(at: UnixMillis, days = 0): UnixMillis {
  const date = new Date(at);
  return unixMillis(new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime());
}

/** The question for a window that ends now, with the days of local time. */
export function queryOf(range: Range, by: By, now: UnixMillis): Omit<SpendQuery, "until"> {
  const since = midnight(now, 1 - DAYS[range]);
  return { by, since, offset: -new Date(now).getTimezoneOffset() };
}

/** `2026-11-05`, as the ledger names a local day. */
export function dayKey(at: UnixMillis): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A ledger's day for people: `5 Nov`, or today. */
export function dayLabel(key: string, now: UnixMillis): string {
  if (key === dayKey(now)) return words.range.today;
  const [year = 0, month = 1, day = 1] = key.split("-").map(Number);
  const at = new Date(year, month - 1, day).getTime();
  return Number.isNaN(at) ? key : dayName(unixMillis(at), now);
}

/** How a row is called. A provider has a name, a day its date, and what was not named is said to be so. */
export function rowName(
  key: string,
  by: By,
  now: UnixMillis,
  providers: ReadonlyMap<string, string>,
): string {
  if (key === "") return words.unnamed[by];
  if (by === "provider") return providers.get(key) ?? key;
  if (by === "prompt") return words.print(key.slice(0, PRINT_SHOWN));
  return by === "day" ? dayLabel(key, now) : key;
}

/** Which money a chart shows: the real one as soon as there is any, else the simulated. Never both. */
export type Kind = "real" | "simulated";

export const realOf = (sums: Sums): NanoUsd => nanoUsd(sums.cost + sums.estimated);

export const kindOf = (total: Sums): Kind =>
  realOf(total) === 0 && total.simulated > 0 ? "simulated" : "real";

export const moneyOf = (sums: Sums, kind: Kind): NanoUsd =>
  kind === "real" ? realOf(sums) : nanoUsd(sums.simulated);

/** A bar is as high as the whole of its kind; the table beside it has the estimated part apart. */
const partMoney = (part: DayPart, kind: Kind): number =>
  kind === "real" ? part.cost + part.estimated : part.simulated;

export type ChartSeries = { readonly key: string | null; readonly name: string; readonly color: Series };

/** Colours that keys have of their own, 1 to 8. */
export type OwnColours = ReadonlyMap<string, number>;

const NO_COLOURS: OwnColours = new Map();

/** The eight that cost most, in their own colours or those that are left, then the others together. */
export function seriesOf(
  report: SpendReport,
  by: By,
  kind: Kind,
  name: (key: string) => string,
  own: OwnColours = NO_COLOURS,
): readonly ChartSeries[] {
  if (by === "day") return [{ key: null, name: words.chart.onlyDay, color: seriesAt(0) }];
  const paid = [...report.rows]
    .filter((row) => moneyOf(row.sums, kind) > 0)
    .sort((a, b) => moneyOf(b.sums, kind) - moneyOf(a.sums, kind));
  const most = Math.min(paid.length, MOST_SERIES);
  const shown = paid.slice(0, most);
  const colours = colourAll(shown.map((row) => own.get(row.key) ?? null));
  const first = shown.map((row, i) => ({
    key: row.key,
    name: name(row.key),
    color: seriesAt(colours[i] ?? i),
  }));
  const rest = paid.length - most;
  return rest === 0 ? first : [...first, { key: null, name: words.others(rest), color: "others" }];
}

/** The places of colours, from 0: one's own where nobody before has it, else the next that nobody has or wants. */
function colourAll(own: readonly (number | null)[]): readonly number[] {
  const taken = new Set<number>();
  const kept = own.map((colour) => {
    if (colour === null || taken.has(colour - 1)) return null;
    taken.add(colour - 1);
    return colour - 1;
  });
  return kept.map((place) => {
    if (place !== null) return place;
    let free = 0;
    while (taken.has(free)) free += 1;
    taken.add(free);
    return free;
  });
}

/** Every day of the window, also those on which nothing was spent. */
export function stackDays(
  days: readonly DayPart[],
  series: readonly ChartSeries[],
  kind: Kind,
  since: UnixMillis,
  now: UnixMillis,
): readonly StackDay[] {
  const at = new Map(series.map((one, i) => [one.key, i]));
  const others = at.get(null);
  const sums = new Map<string, number[]>();
  for (const part of days) {
    const i = at.get(part.key) ?? others;
    if (i === undefined) continue;
    const values = sums.get(part.day) ?? series.map(() => 0);
    values[i] = (values[i] ?? 0) + partMoney(part, kind);
    sums.set(part.day, values);
  }
  const all: StackDay[] = [];
  for (let at = midnight(since); at <= now; at = midnight(at, 1)) {
    const key = dayKey(at);
    const today = key === dayKey(now);
    const values = sums.get(key) ?? series.map(() => 0);
    all.push({ key, label: dayLabel(key, now), values, ...(today && { today }) });
  }
  return all;
}

/** The calls behind a row, as Requests is asked for them: the same filter, the same window. */
export type Behind = { readonly since: number; readonly until?: number } & {
  readonly [name in Exclude<By, "day">]?: string;
};

export function callsBehind(by: By, key: string, since: UnixMillis): Behind {
  if (by !== "day") return { since, [by]: key };
  const [year = 0, month = 1, day = 1] = key.split("-").map(Number);
  const first = unixMillis(new Date(year, month - 1, day).getTime());
  return { since: Math.max(first, since), until: midnight(first, 1) };
}

/** Nothing happened at all: not even a call that cost nothing. */
export const isEmpty = (report: SpendReport): boolean =>
  report.total.calls === 0 && report.total.attempts === 0 && report.rows.length === 0;

export const cachedShare = (sums: Sums): number | null =>
  sums.input === 0 ? null : sums.cached / sums.input;

/** Money on the axis; below a cent in cents, which need less room: `0.05 ¢`. */
export const axisMoney = (value: NanoUsd): string =>
  value > 0 && value < NANOS_PER_CENT
    ? `${String(Number((value / NANOS_PER_CENT).toPrecision(3)))}${THIN}¢`
    : formatMoneyAxis(value);

/** Two places for a column, but four when one of its amounts would else look like nothing. */
export const columnPlaces = (values: readonly number[]): Places =>
  values.some((value) => value > 0 && value < NANOS_PER_CENT) ? 4 : 2;
