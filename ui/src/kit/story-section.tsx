import type { ReactNode } from "react";
import css from "./story-frame.module.css";

type StorySectionProps = {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

export function StorySection({ title, aside, children }: StorySectionProps) {
  return (
    <section className={css.section}>
      <h3 className={css.label}>
        <span>{title}</span>
        {aside !== undefined && <span className={css.aside}>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}
