import { type Millis, millis } from "../../lib/units";

const UNITS = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** A span as the policy file writes it: `500ms`, `5s`, `10m`, `1h`. Also `1.5 s`. `null` for anything else. */
export function readSpan(text: string): Millis | null {
  const [, number, unit] = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)\s*$/.exec(text) ?? [];
  const size = UNITS.find(([name]) => name === unit)?.[1];
  if (number === undefined || size === undefined) return null;
  const span = Math.round(Number(number) * size);
  return Number.isSafeInteger(span) ? millis(span) : null;
}

/** In the largest unit that holds it whole, as the file will have it. */
export function writeSpan(span: number): string {
  const [name, size] = UNITS.find(([, whole]) => span >= whole && span % whole === 0) ?? ["ms", 1];
  return `${span / size}${name}`;
}
