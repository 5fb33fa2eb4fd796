import { moneyParts, type Places } from "../lib/money";
import { strings } from "../lib/strings";
import type { NanoUsd } from "../lib/units";
import css from "./figure.module.css";

type MoneyProps = {
  /** `null` when no price is known: it shows as the word, never as zero. */
  readonly value: NanoUsd | null;
  readonly places?: Places;
  /** Writes a plus before a gain, for changes of money. */
  readonly signed?: boolean;
};

export function Money({ value, places = 2, signed = false }: MoneyProps) {
  if (value === null) {
    return (
      <span className={css.unpriced} title={strings.kit.unpricedWhy}>
        {strings.kit.unpriced}
      </span>
    );
  }
  const { sign, whole, cents, beyond } = moneyParts(value, places, signed);
  // Below a cent only the last digits say anything: they are never the quieter part.
  if (whole === "$0" && cents === ".00" && Number(beyond) > 0) {
    return (
      <span className={css.num}>
        <span className={css.faded}>
          {sign}
          {whole}
          {cents}
        </span>
        {beyond}
      </span>
    );
  }
  return (
    <span className={css.num}>
      {sign}
      {whole}
      {places === 2 ? <span className={css.quiet}>{cents}</span> : cents}
      {beyond && <span className={css.quiet}>{beyond}</span>}
    </span>
  );
}
