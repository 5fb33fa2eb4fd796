import { fixed } from "../lib/number";
import { Quantity } from "./quantity";

type PercentProps = {
  /** 0.124 is 12.4 %. */
  readonly ratio: number | null;
  readonly places?: 0 | 1;
};

export function Percent({ ratio, places = 0 }: PercentProps) {
  return <Quantity parts={ratio === null ? null : { value: fixed(ratio * 100, places), unit: "%" }} />;
}
