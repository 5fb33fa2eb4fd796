import { fixed, groupDigits, THIN } from "./number";
import type { Millis, Tokens } from "./units";

/** A figure and its unit, apart because the unit is set smaller and quieter. */
export type Quantity = { readonly value: string; readonly unit: string };

/** Three significant digits and no more: 1.94, 41.2, 612. */
const threeDigits = (value: number): string => fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
const trimZeros = (text: string): string => text.replace(/\.0+$|(\.\d*[1-9])0+$/, "$1");

const SCALES = [
  { from: 999_500_000, by: 1_000_000_000, unit: "B" },
  { from: 999_500, by: 1_000_000, unit: "M" },
  { from: 10_000, by: 1_000, unit: "k" },
] as const;

/** Exact below ten thousand, then 41.2 k, 612 M, 1.94 B. */
export function compactTokens(value: Tokens): Quantity {
  const scale = SCALES.find((s) => value >= s.from);
  if (!scale) return { value: groupDigits(value), unit: "" };
  return { value: trimZeros(threeDigits(value / scale.by)), unit: scale.unit };
}

export function formatTokens(value: Tokens | null, compact = false): string {
  if (value === null) return "·";
  if (!compact) return groupDigits(value);
  const parts = compactTokens(value);
  return parts.unit ? `${parts.value}${THIN}${parts.unit}` : parts.value;
}

/** 940 ms, 2.14 s, 24.1 s, 3 min 05 s, 2 h 10 min. */
export function durationParts(value: Millis): Quantity {
  if (value < 999.5) return { value: String(Math.round(value)), unit: "ms" };
  if (value < 59_950) return { value: threeDigits(value / 1000), unit: "s" };
  const seconds = Math.round(value / 1000);
  if (seconds < 3600) {
    const rest = seconds % 60;
    return rest === 0
      ? { value: String(seconds / 60), unit: "min" }
      : { value: `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, "0")}`, unit: "s" };
  }
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  return rest === 0
    ? { value: String(minutes / 60), unit: "h" }
    : { value: `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, "0")}`, unit: "min" };
}

export function formatDuration(value: Millis | null): string {
  if (value === null) return "·";
  const parts = durationParts(value);
  return `${parts.value}${THIN}${parts.unit}`;
}

/** A ratio as percent, with a thin space: 0.124 is "12.4 %". `null` is "not applicable". */
export function formatPercent(ratio: number | null, places: 0 | 1 = 0): string {
  return ratio === null ? "·" : `${fixed(ratio * 100, places)}${THIN}%`;
}
