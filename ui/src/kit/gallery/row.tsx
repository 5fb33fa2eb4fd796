import type { ReactNode } from "react";
import css from "./gallery.module.css";

export function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css.row}>
      <span className={css.name}>{name}</span>
      {children}
    </div>
  );
}
