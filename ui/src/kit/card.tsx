import { type ReactNode, useId } from "react";
import css from "./card.module.css";

type CardProps = {
  readonly title?: ReactNode;
  /** After the title, quieter. */
  readonly sub?: ReactNode;
  /** At the head's right end. */
  readonly aside?: ReactNode;
  /** `none` for a table or a strip that reaches the edges. */
  readonly padding?: "normal" | "none";
  readonly grow?: boolean;
  readonly children: ReactNode;
};

/** A surface with a hairline. Never inside another one. */
export function Card({ title, sub, aside, padding = "normal", grow = false, children }: CardProps) {
  const id = useId();
  return (
    <section
      className={css.card}
      data-grow={grow || undefined}
      aria-labelledby={title === undefined ? undefined : id}
    >
      {title !== undefined && (
        <header className={css.head}>
          <h2 className={css.title} id={id}>
            {title}
          </h2>
          {sub !== undefined && <span className={css.sub}>{sub}</span>}
          {aside !== undefined && <div className={css.aside}>{aside}</div>}
        </header>
      )}
      <div className={css.body} data-padding={padding} data-headed={title !== undefined || undefined}>
        {children}
      </div>
    </section>
  );
}
