/** True minus, thin space before a unit, comma between thousands: the three things typography asks of a figure. */
export const MINUS = "\u2212";
export const THIN = "\u202f";

/** An integer with commas between thousands. */
export function groupDigits(value: number | bigint): string {
  const negative = value < 0;
  const digits = String(negative ? -value : value).replace(/\B(?=(\d{3})+$)/g, ",");
  return negative ? `${MINUS}${digits}` : digits;
}

/** A number with a fixed count of decimals, true minus and grouped thousands. */
export function fixed(value: number, places: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(places).split(".");
  const body =
    fraction === undefined ? groupDigits(BigInt(whole)) : `${groupDigits(BigInt(whole))}.${fraction}`;
  return value < 0 && Number(body.replaceAll(",", "")) !== 0 ? `${MINUS}${body}` : body;
}
