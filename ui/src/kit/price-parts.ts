import { groupDigits } from "../lib/number";

export type PriceParts = {
  readonly whole: string;
  readonly cents: string;
  /** Digits beyond the cent. */
  readonly beyond: string;
  /** Zeros that keep the room of digits that this price does not have. */
  readonly room: string;
};

/** `0.075` in a column of four places is `$0` `.07` `5` and room for one more. Digits are never dropped. */
export function priceParts(text: string, places: number): PriceParts {
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = fraction.replace(/0+$/, "").padEnd(2, "0");
  return {
    whole: `$${/^\d+$/.test(whole) ? groupDigits(BigInt(whole)) : whole}`,
    cents: `.${digits.slice(0, 2)}`,
    beyond: digits.slice(2),
    room: "0".repeat(Math.max(0, places - digits.length)),
  };
}

/** How many places a column needs for these prices, at least cents. */
export function pricePlaces(prices: readonly (string | null)[], most: number): number {
  const places = prices.map((price) => (price?.split(".")[1] ?? "").replace(/0+$/, "").length);
  return Math.min(most, Math.max(2, ...places));
}
