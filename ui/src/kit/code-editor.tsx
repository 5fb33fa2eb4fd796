import { type Ref, useImperativeHandle, useRef } from "react";
import css from "./code-editor.module.css";

export type CodeEditorHandle = {
  /** Puts the caret there, counted from 1, and shows it. */
  readonly goTo: (line: number, column: number) => void;
};

type CodeEditorProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Lines that have something wrong, counted from 1. */
  readonly marked?: ReadonlySet<number>;
  readonly ref?: Ref<CodeEditorHandle>;
};

/** As high as a line in the sheet. */
const LINE = 19;

/** A whole file as text, with its line numbers. Tab leaves it, as everywhere. */
export function CodeEditor({ label, value, onChange, marked, ref }: CodeEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const lines = value.split("\n");
  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const element = area.current;
      if (!element) return;
      const before = element.value.split("\n").slice(0, Math.max(0, line - 1));
      const at = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
      element.focus();
      element.setSelectionRange(at, at);
      element.scrollTop = Math.max(0, (line - 4) * LINE);
    },
  }));
  return (
    <div className={css.editor}>
      <ol className={css.gutter} ref={gutter} aria-hidden>
        {lines.map((_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its place
          <li key={i} data-marked={marked?.has(i + 1) || undefined}>
            {i + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={area}
        className={css.area}
        aria-label={label}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
