import { expect, test } from "vitest";
import { THIN } from "./number";
import { formatDuration, formatPercent, formatTokens } from "./quantity";
import { millis, tokens } from "./units";

const plain = (text: string) => text.replaceAll(THIN, "_");

test("a duration keeps three digits and its unit", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0_ms"],
    [940, "940_ms"],
    [999.6, "1.00_s"],
    [2140, "2.14_s"],
    [9999, "10.0_s"],
    [24_060, "24.1_s"],
    [59_960, "1_min"],
    [185_000, "3 min 05_s"],
    [7_800_000, "2 h 10_min"],
  ];
  for (const [ms, expected] of cases) expect(plain(formatDuration(millis(ms)))).toBe(expected);
});

test("tokens are exact unless compact is asked for", () => {
  expect(formatTokens(tokens(18_204))).toBe("18,204");
  expect(plain(formatTokens(tokens(9_999), true))).toBe("9,999");
  expect(plain(formatTokens(tokens(200_000), true))).toBe("200_k");
  expect(plain(formatTokens(tokens(999_600), true))).toBe("1_M");
  expect(plain(formatTokens(tokens(1_940_000_000), true))).toBe("1.94_B");
  expect(plain(formatTokens(tokens(41_200_000), true))).toBe("41.2_M");
});

test("what is unknown is a dot", () => {
  expect([formatTokens(null), formatDuration(null), formatPercent(null)]).toEqual(["·", "·", "·"]);
});

test("percent has a thin space and a true minus", () => {
  expect(plain(formatPercent(0.124, 1))).toBe("12.4_%");
  expect(plain(formatPercent(-0.12))).toBe("−12_%");
  expect(plain(formatPercent(-0.0001))).toBe("0_%");
});
