import { strings } from "../lib/strings";
import css from "./price.module.css";
import { priceParts } from "./price-parts";
import { Quantity } from "./quantity";

type PriceProps = {
  /** Dollars per million tokens, as the catalogue writes them; `null` is unpriced. */
  readonly value: string | null;
  /** Keeps room for so many digits, so that a column stands point under point. */
  readonly places?: number;
  /** For a part of a price that the provider does not sell apart: a dot instead of the word. */
  readonly optional?: boolean;
};

/** A price per million tokens, digit under digit. */
export function Price({ value, places = 2, optional = false }: PriceProps) {
  if (value === null) {
    return optional ? (
      <Quantity parts={null} />
    ) : (
      <span className={css.unpriced} title={strings.kit.unpricedWhy}>
        {strings.kit.unpriced}
      </span>
    );
  }
  const { whole, cents, beyond, room } = priceParts(value, places);
  return (
    <span className={css.price}>
      {whole}
      {cents}
      <span className={css.beyond}>{beyond}</span>
      <span className={css.room} aria-hidden>
        {room}
      </span>
    </span>
  );
}
