import type { ReactNode } from "react";
import type { Aspect } from "../lib/aspect";
import { strings } from "../lib/strings";
import css from "./aspect-text.module.css";
import { Lamp } from "./lamp";

type AspectTextProps = {
  readonly aspect: Aspect;
  /** Why it shows this. Default: the aspect's word. */
  readonly children?: ReactNode;
};

/** A lamp and its word. With a reason in place of the word, the lamp keeps its name for a screen reader. */
export function AspectText({ aspect, children }: AspectTextProps) {
  return (
    <span className={css.line} data-aspect={aspect}>
      {children === undefined ? <Lamp aspect={aspect} name={null} /> : <Lamp aspect={aspect} />}
      <span className={css.text}>{children ?? strings.kit.aspect[aspect]}</span>
    </span>
  );
}
