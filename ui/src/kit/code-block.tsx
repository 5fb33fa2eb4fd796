import { strings } from "../lib/strings";
import css from "./code-block.module.css";
import { CopyButton } from "./copy-button";

type CodeBlockProps = {
  readonly text: string;
  /** What it is, for the copy button's name: "the headers". */
  readonly label: string;
  /** A file name or a shell, shown above. */
  readonly title?: string;
  /** Breaks long lines instead of scrolling. */
  readonly wrap?: boolean;
};

export function CodeBlock({ text, label, title, wrap = false }: CodeBlockProps) {
  const copy = <CopyButton text={text} label={strings.kit.copyOf(label)} />;
  return (
    <div className={css.block} data-titled={title !== undefined || undefined}>
      {title !== undefined && (
        <div className={css.head}>
          <span>{title}</span>
          {copy}
        </div>
      )}
      <pre className={css.code} data-wrap={wrap || undefined}>
        {text}
      </pre>
      {title === undefined && <div className={css.copy}>{copy}</div>}
    </div>
  );
}
