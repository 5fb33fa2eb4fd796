import type { NanoUsd } from "../lib/units";
import { exactMoneyParts } from "./exact-money-parts";
import css from "./figure.module.css";

/** An amount to its last nano-dollar: as many digits as it has and no fewer than cents. */
export function ExactMoney({ value }: { readonly value: NanoUsd }) {
  const { sign, whole, cents, beyond } = exactMoneyParts(value);
  return (
    <span className={css.num}>
      {sign}
      {whole}
      {cents}
      {beyond}
    </span>
  );
}
