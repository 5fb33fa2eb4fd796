import type { ReactNode } from "react";
import css from "./empty.module.css";

type EmptyProps = {
  readonly title: string;
  /** What will be here, and when. */
  readonly children?: ReactNode;
  /** The one way on; a primary button, at most one default beside it. */
  readonly action?: ReactNode;
};

/** Nothing yet. An unlit piece of track with its signal off, then what will be here. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={css.empty}>
      <svg className={css.track} width="120" height="36" viewBox="0 0 120 36" aria-hidden>
        <path d="M0 27h120" />
        <path d="M30 27c14 0 14-14 28-14h36" />
        <path className={css.buffer} d="M94 8v10" />
        <circle cx="16" cy="10" r="4" />
        <path className={css.post} d="M16 14v9" />
      </svg>
      <h2 className={css.title}>{title}</h2>
      {children && <p className={css.text}>{children}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
