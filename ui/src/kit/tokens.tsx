import { groupDigits } from "../lib/number";
import { compactTokens } from "../lib/quantity";
import type { Tokens as Count } from "../lib/units";
import { Quantity } from "./quantity";

type TokensProps = {
  /** `null` when the provider did not say and nothing was counted. */
  readonly value: Count | null;
  /** 41.2 k instead of 41,204. */
  readonly compact?: boolean;
};

export function Tokens({ value, compact = false }: TokensProps) {
  if (value === null) return <Quantity parts={null} />;
  return <Quantity parts={compact ? compactTokens(value) : { value: groupDigits(value), unit: "" }} />;
}
