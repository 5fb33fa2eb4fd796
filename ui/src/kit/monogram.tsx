import { monogramOf } from "../lib/monogram";
import css from "./monogram.module.css";

type MonogramProps = {
  readonly name: string;
  /** The catalogue's two letters, where it has them. */
  readonly letters?: string | undefined;
  readonly size?: "sm" | "md" | "lg";
};

/** Two neutral letters for a provider, never its logo. The name stands beside it or in the title. */
export function Monogram({ name, letters = monogramOf(name), size = "sm" }: MonogramProps) {
  return (
    <span className={css.tile} data-size={size} title={name} aria-hidden>
      {letters}
    </span>
  );
}
