import { expect, test } from "vitest";
import { nanoUsd } from "../lib/units";
import { formatExactMoney } from "./exact-money-parts";

test("an exact amount keeps each of its digits and no zero beyond the cents", () => {
  expect(formatExactMoney(nanoUsd(3_892_604_812_350_001))).toBe("$3,892,604.812350001");
  expect(formatExactMoney(nanoUsd(1_284_300))).toBe("$0.0012843");
  expect(formatExactMoney(nanoUsd(12_500_000_000))).toBe("$12.50");
  expect(formatExactMoney(nanoUsd(0))).toBe("$0.00");
  expect(formatExactMoney(nanoUsd(-1))).toBe("−$0.000000001");
});
