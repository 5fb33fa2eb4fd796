import type { ReactNode } from "react";
import css from "./figure-strip.module.css";

/** A row of `Figure`s parted by hairlines, in a `Card` with `padding="none"`. */
export function FigureStrip({ children }: { readonly children: ReactNode }) {
  return <dl className={css.strip}>{children}</dl>;
}
