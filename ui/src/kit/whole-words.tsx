import { Fragment } from "react";
import css from "./whole-words.module.css";

/** Text that breaks between words alone: `--data-dir` and a model's id stay whole while a line holds them. */
export function WholeWords({ text }: { readonly text: string }) {
  return text.split(" ").map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
    <Fragment key={i}>
      {i > 0 && " "}
      {word.includes("-") ? <span className={css.word}>{word}</span> : word}
    </Fragment>
  ));
}
