import type { ReactNode } from "react";
import css from "./cell.module.css";

type CellProps = {
  /** `quiet` for what supports, `faint` for times and codes, `strong` for names and cost. */
  readonly tone?: "normal" | "quiet" | "faint" | "strong";
  readonly mono?: boolean;
  /** The whole text, when it may be cut. */
  readonly title?: string;
  readonly children: ReactNode;
};

/** Text in a row that gives way with an ellipsis. */
export function Cell({ tone = "normal", mono = false, title, children }: CellProps) {
  return (
    <span className={css.text} data-tone={tone} data-mono={mono || undefined} title={title}>
      {children}
    </span>
  );
}
