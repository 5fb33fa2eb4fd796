import { IconFile } from "@tabler/icons-react";
import { strings } from "../lib/strings";
import css from "./diff.module.css";
import { VisuallyHidden } from "./visually-hidden";

export type DiffRow = {
  /** Its number, from 1. */
  readonly line: number;
  readonly side: "both" | "before" | "after";
  readonly text: string;
};

type DiffProps = {
  /** The file, as a person writes it. */
  readonly path: string;
  /** What happens to the file: "new", "removed". */
  readonly change?: string;
  readonly lines: readonly DiffRow[];
};

const SIGN = { both: " ", before: "−", after: "+" } as const;
const words = strings.kit.diff;

/** What changes in a file, before it happens. Lines that are far from a change are left out. */
export function Diff({ path, change, lines }: DiffProps) {
  const count = (side: DiffRow["side"]) => lines.filter((line) => line.side === side).length;
  const [added, removed] = [count("after"), count("before")];
  return (
    <figure className={css.diff} aria-label={words.of(path, added, removed)}>
      <figcaption className={css.head}>
        <IconFile size={14} stroke={1.6} aria-hidden />
        <code>{path}</code>
        {change !== undefined && <span className={css.quiet}>{change}</span>}
        <span className={css.counts} aria-hidden>
          {added > 0 && <span data-side="after">+{added}</span>}
          {removed > 0 && <span data-side="before">−{removed}</span>}
        </span>
      </figcaption>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={css.lines} tabIndex={0} aria-label={words.lines(path)}>
          <ol className={css.list}>
            {lines.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are never moved
              <li key={i} className={css.line} data-side={row.side}>
                <span className={css.number} aria-hidden>
                  {row.line}
                </span>
                <span className={css.sign} aria-hidden>
                  {SIGN[row.side]}
                </span>
                {row.side !== "both" && <VisuallyHidden>{words[row.side]}</VisuallyHidden>}
                <span className={css.text}>{row.text}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </figure>
  );
}
