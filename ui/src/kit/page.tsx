import type { ReactNode } from "react";
import css from "./page.module.css";

type PageProps = {
  /** A `PageHead`. Live has none: its panel begins at the top. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
  /** `flush` gives the page to its own frames (Live, Providers); `padded` stacks cards with gaps. */
  readonly body?: "padded" | "flush";
  /** A `Drawer` beside the page. */
  readonly drawer?: ReactNode;
};

export function Page({ head, children, body = "padded", drawer }: PageProps) {
  return (
    <>
      <main className={css.page} id="stage" tabIndex={-1}>
        {head}
        <div className={css.body} data-body={body}>
          {children}
        </div>
      </main>
      {drawer}
    </>
  );
}
