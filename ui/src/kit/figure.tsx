import type { ReactNode } from "react";
import css from "./figure-strip.module.css";

type FigureProps = {
  readonly label: ReactNode;
  /** Already formatted by `Money`, `Tokens`, `Duration`… */
  readonly value: ReactNode;
  /** One line below: against what, until when. */
  readonly sub?: ReactNode;
  readonly size?: "headline" | "story";
};

/** One figure with its label; stands in a `FigureStrip` or in a story's head. */
export function Figure({ label, value, sub, size = "headline" }: FigureProps) {
  return (
    <div className={css.figure} data-size={size}>
      <dt className={css.label}>{label}</dt>
      <dd className={css.value}>{value}</dd>
      {sub !== undefined && <dd className={css.sub}>{sub}</dd>}
    </div>
  );
}
