import { formatPercent } from "../lib/quantity";
import { strings } from "../lib/strings";
import css from "./figure.module.css";

type DeltaProps = {
  /** Change against before: 0.31 is 31 % more. Never coloured: more is not worse. */
  readonly ratio: number | null;
  readonly places?: 0 | 1;
};

export function Delta({ ratio, places = 0 }: DeltaProps) {
  if (ratio === null) return <span className={css.none}>·</span>;
  const { increase, decrease, unchanged } = strings.kit;
  const word = ratio > 0 ? increase : ratio < 0 ? decrease : unchanged;
  return (
    <span className={css.num}>
      <span className={css.arrow} role="img" aria-label={word}>
        {ratio > 0 ? "▴" : ratio < 0 ? "▾" : "="}
      </span>
      {formatPercent(Math.abs(ratio), places)}
    </span>
  );
}
