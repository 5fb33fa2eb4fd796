import { durationParts } from "../lib/quantity";
import type { Millis } from "../lib/units";
import { Quantity } from "./quantity";

export function Duration({ value }: { readonly value: Millis | null }) {
  return <Quantity parts={value === null ? null : durationParts(value)} />;
}
