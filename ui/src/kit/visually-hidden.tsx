import type { ReactNode } from "react";
import css from "./visually-hidden.module.css";

/** Text for a screen reader only. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={css.hidden}>{children}</span>;
}
