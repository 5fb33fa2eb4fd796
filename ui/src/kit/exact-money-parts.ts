import type { MoneyParts } from "../lib/money";
import { groupDigits, MINUS } from "../lib/number";
import type { NanoUsd } from "../lib/units";

const NANOS_PER_DOLLAR = 1_000_000_000n;

/** Nothing is rounded; zeros at the end that say nothing go. */
export function exactMoneyParts(value: NanoUsd): MoneyParts {
  const nanos = BigInt(value);
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % NANOS_PER_DOLLAR).padStart(9, "0");
  return {
    sign: nanos < 0n ? MINUS : "",
    whole: `$${groupDigits(size / NANOS_PER_DOLLAR)}`,
    cents: `.${fraction.slice(0, 2)}`,
    beyond: fraction.slice(2).replace(/0+$/, ""),
  };
}

/** As plain text, for titles. */
export function formatExactMoney(value: NanoUsd): string {
  const { sign, whole, cents, beyond } = exactMoneyParts(value);
  return `${sign}${whole}${cents}${beyond}`;
}
