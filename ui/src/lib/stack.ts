import { axisTicks } from "./axis";

export type StackDay = {
  /** Stable: an ISO date. */
  readonly key: string;
  /** Under the bar when there is room: "5 Sep". */
  readonly label: string;
  /** One value per series, in series order, in nano-dollars or any one unit. */
  readonly values: readonly number[];
  /** Still expected on top of what is there; hatched. */
  readonly forecast?: number;
  /** Names the present day. */
  readonly today?: boolean;
};

export type StackBox = { readonly width: number; readonly height: number };

export type StackRect = {
  readonly series: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
};

export type StackBar = {
  readonly day: StackDay;
  /** The middle, for the label. */
  readonly mid: number;
  readonly slot: { readonly x: number; readonly w: number };
  readonly parts: readonly StackRect[];
  readonly forecast: StackRect | null;
  readonly labelled: boolean;
};

export const PAD = { left: 46, right: 8, top: 10, bottom: 24 } as const;
const LABEL_ROOM = 52;

export const sumOf = (day: StackDay): number => day.values.reduce((sum, v) => sum + v, 0);

/** Places every segment to the pixel; a segment gives up its top pixel so that neighbours never rest on hue alone. */
export function layStack(days: readonly StackDay[], box: StackBox, reference = 0) {
  const max = Math.max(reference, ...days.map((day) => sumOf(day) + (day.forecast ?? 0)));
  const ticks = axisTicks(max);
  // The top line is never below a bar.
  const top = ticks.at(-1) || 1;
  const floor = box.height - PAD.bottom;
  const y = (value: number) => floor - (value / top) * (floor - PAD.top);
  const slotWidth = (box.width - PAD.left - PAD.right) / Math.max(1, days.length);
  const barWidth = Math.max(2, Math.min(40, slotWidth * 0.8));
  const every = Math.max(1, Math.ceil(LABEL_ROOM / Math.max(1, slotWidth)));
  const todayAt = days.findIndex((day) => day.today);

  const bars = days.map((day, i): StackBar => {
    const slot = { x: PAD.left + i * slotWidth, w: slotWidth };
    const x = slot.x + (slotWidth - barWidth) / 2;
    let below = 0;
    const rect = (series: number, value: number): StackRect => {
      const from = y(below);
      below += value;
      return { series, x, y: y(below), w: barWidth, h: Math.max(0.5, from - y(below) - 1) };
    };
    const parts = day.values.map((value, series) => ({ value, series })).filter(({ value }) => value > 0);
    const rects = parts.map(({ value, series }) => rect(series, value));
    const near = todayAt >= 0 && i !== todayAt && Math.abs(i - todayAt) < every;
    return {
      day,
      mid: slot.x + slotWidth / 2,
      slot,
      parts: rects,
      forecast: day.forecast ? rect(-1, day.forecast) : null,
      labelled: i === todayAt || (i % every === 0 && !near),
    };
  });
  return { bars, ticks: ticks.map((value) => ({ value, y: y(value) })), y, floor };
}
