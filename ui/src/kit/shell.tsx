import type { ReactNode } from "react";
import { LiveRegion } from "./live-region";
import css from "./shell.module.css";

type ShellProps = {
  readonly titleBar: ReactNode;
  readonly rail: ReactNode;
  readonly status: ReactNode;
  /** The text of the link that jumps over the rail. */
  readonly skip: string;
  /** Above every page: what concerns them all, like a proxy that does not listen. */
  readonly notice?: ReactNode;
  /** One page, and a drawer beside it where it has one. */
  readonly children: ReactNode;
};

/** The signal box: title bar, rail, stage, status bar. */
export function Shell({ titleBar, rail, status, skip, notice, children }: ShellProps) {
  return (
    <div className={css.shell}>
      <button type="button" className={css.skip} onClick={jump}>
        {skip}
      </button>
      {titleBar}
      {rail}
      <div className={css.stage}>
        {notice && <div className={css.notice}>{notice}</div>}
        <div className={css.view}>{children}</div>
      </div>
      {status}
      <LiveRegion />
    </div>
  );
}

/** A button, because a hash link would be taken for a route. */
function jump() {
  document.querySelector<HTMLElement>("main")?.focus();
}
