import type { ReactNode } from "react";
import type { Aspect } from "../lib/aspect";
import { Lamp } from "./lamp";
import css from "./status-bar.module.css";

type StatusItemProps = {
  readonly aspect?: Aspect;
  /** Set stronger: the figure, or a name that needs attention. */
  readonly strong?: ReactNode;
  readonly children?: ReactNode;
  readonly title?: string;
};

export function StatusItem({ aspect, strong, children, title }: StatusItemProps) {
  return (
    <span className={css.item} title={title}>
      {aspect && <Lamp aspect={aspect} size={10} />}
      {strong !== undefined && <b>{strong}</b>}
      {children}
    </span>
  );
}
