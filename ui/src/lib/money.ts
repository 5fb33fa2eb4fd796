import { groupDigits, MINUS } from "./number";
import { strings } from "./strings";
import type { NanoUsd } from "./units";

/** 2 for totals, 4 for a call, 5 for a line of a call's bill. */
export type Places = 2 | 4 | 5;

export type MoneyParts = {
  readonly sign: "" | "−" | "+";
  /** With the dollar sign and commas: `$1,846`. */
  readonly whole: string;
  /** The cents that matter, with the point: `.20` or `.12`. */
  readonly cents: string;
  /** The digits beyond the cent, set quieter: `48`. Empty with two places. */
  readonly beyond: string;
};

const NANOS_PER_DOLLAR = 1_000_000_000n;

/** Rounded once, half away from zero, in integers: a float never touches money. */
function roundTo(nanos: bigint, places: Places): bigint {
  const step = 10n ** BigInt(9 - places);
  return ((nanos + step / 2n) / step) * step;
}

export function moneyParts(value: NanoUsd, places: Places, signed = false): MoneyParts {
  const nanos = BigInt(Math.round(value));
  const rounded = roundTo(nanos < 0n ? -nanos : nanos, places);
  const fraction = String(rounded % NANOS_PER_DOLLAR)
    .padStart(9, "0")
    .slice(0, places);
  const negative = nanos < 0n && rounded !== 0n;
  return {
    sign: negative ? MINUS : signed && rounded !== 0n ? "+" : "",
    whole: `$${groupDigits(rounded / NANOS_PER_DOLLAR)}`,
    cents: `.${fraction.slice(0, 2)}`,
    beyond: fraction.slice(2),
  };
}

/** Money as plain text, for labels, titles and exports. `null` is the word, never a zero. */
export function formatMoney(value: NanoUsd | null, places: Places = 2, signed = false): string {
  if (value === null) return strings.kit.unpriced;
  const { sign, whole, cents, beyond } = moneyParts(value, places, signed);
  return `${sign}${whole}${cents}${beyond}`;
}

/** Two places, but four where a total would else be all zeros: a day's spend of a third of a cent. */
export const totalPlaces = (value: NanoUsd): Places => (value !== 0 && Math.abs(value) < 10_000_000 ? 4 : 2);

/** Money on an axis: no cents from ten dollars on, and no more places than the value has below. */
export function formatMoneyAxis(value: NanoUsd): string {
  if (value === 0) return "$0";
  const text = formatMoney(value, Math.abs(value) >= 10_000_000 ? 2 : 4);
  return text.replace(/\.00(00)?$/, "").replace(/(\.\d\d)00$/, "$1");
}
