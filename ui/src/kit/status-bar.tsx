import type { ReactNode } from "react";
import css from "./status-bar.module.css";

type StatusBarProps = {
  readonly label: string;
  readonly children: ReactNode;
  /** At the right end: the ledger's state, the time. */
  readonly end?: ReactNode;
};

export function StatusBar({ label, children, end }: StatusBarProps) {
  return (
    <footer className={css.bar} role="contentinfo" aria-label={label}>
      <div className={css.items}>{children}</div>
      <div className={css.end}>{end}</div>
    </footer>
  );
}
