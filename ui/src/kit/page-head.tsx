import type { ReactNode } from "react";
import css from "./page-head.module.css";

type PageHeadProps = {
  readonly title: string;
  /** What is on the page, in numbers: "7 accounts, 41 models in reach". */
  readonly sub?: ReactNode;
  /** Controls at the right, the primary one last. */
  readonly children?: ReactNode;
};

export function PageHead({ title, sub, children }: PageHeadProps) {
  return (
    <div className={css.head}>
      <h1 className={css.title}>{title}</h1>
      {sub !== undefined && <div className={css.sub}>{sub}</div>}
      <div className={css.controls}>{children}</div>
    </div>
  );
}
