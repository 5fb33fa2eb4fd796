import { Button } from "../../kit/button";
import { Monogram } from "../../kit/monogram";
import { strings } from "../../lib/strings";
import css from "./offers.module.css";

type OfferLineProps = {
  readonly name: string;
  /** The provider's two letters, where they are known. */
  readonly letters?: string | undefined;
  readonly host: string;
  readonly models: number;
  readonly busy: boolean;
  readonly onAdd: () => void;
};

const words = strings.providers.offer;

/** One server that answers on this machine, and the way to make an account of it. */
export function OfferLine({ name, letters, host, models, busy, onAdd }: OfferLineProps) {
  return (
    <div className={css.offer}>
      <Monogram name={name} {...(letters !== undefined && { letters })} size="lg" />
      <p className={css.said}>
        <b>{words.found(name, host)}</b> {words.models(models)}. {words.unused}
      </p>
      <Button size="sm" aria-label={words.addOf(name)} loading={busy} onClick={onAdd}>
        {words.add}
      </Button>
    </div>
  );
}
