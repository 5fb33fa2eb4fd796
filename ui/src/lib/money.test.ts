import { expect, test } from "vitest";
import { formatMoney, formatMoneyAxis, moneyParts } from "./money";
import { nanoUsd } from "./units";

const check = (nanos: number, places: 2 | 4 | 5, expected: string) =>
  expect(formatMoney(nanoUsd(nanos), places)).toBe(expected);

test("money is rounded once, half away from zero", () => {
  check(124_800_000, 5, "$0.12480");
  check(124_850_000, 4, "$0.1249");
  check(-124_850_000, 4, "−$0.1249");
  check(5_000_000, 2, "$0.01");
  check(4_999_999, 2, "$0.00");
});

test("thousands are grouped and the minus is a true minus", () => {
  check(3_892_600_000_000, 2, "$3,892.60");
  check(-1_234_567_890_000_000, 2, "−$1,234,567.89");
});

test("a negative amount that rounds to nothing has no minus", () => {
  check(-1, 2, "$0.00");
});

test("an unknown price is a word, never a zero", () => {
  expect(formatMoney(null)).toBe("unpriced");
});

test("the digits beyond the cent stand apart", () => {
  expect(moneyParts(nanoUsd(124_800_000), 5)).toEqual({ sign: "", whole: "$0", cents: ".12", beyond: "480" });
  expect(moneyParts(nanoUsd(96_140_000_000), 2, true).sign).toBe("+");
});

test("an axis says no more places than it needs", () => {
  expect(formatMoneyAxis(nanoUsd(0))).toBe("$0");
  expect(formatMoneyAxis(nanoUsd(100_000_000_000))).toBe("$100");
  expect(formatMoneyAxis(nanoUsd(250_000_000))).toBe("$0.25");
  expect(formatMoneyAxis(nanoUsd(2_500_000))).toBe("$0.0025");
});
