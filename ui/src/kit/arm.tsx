import type { Aspect } from "../lib/aspect";
import { strings } from "../lib/strings";
import css from "./arm.module.css";

type ArmProps = {
  readonly aspect: Aspect;
  /** `null` when a word or a summary beside it says the same. */
  readonly name?: string | null;
};

const PATH: Record<Aspect, string> = {
  clear: "M6 1.5v9",
  caution: "M3.2 9.4 8.8 2.6",
  stop: "M1.5 6h9",
  off: "M5.4 6h1.2",
};

/** The arm without its disc, for dense places. */
export function Arm({ aspect, name = strings.kit.aspect[aspect] }: ArmProps) {
  const label = name === null ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  return (
    <svg className={css.arm} data-aspect={aspect} width="12" height="12" viewBox="0 0 12 12" {...label}>
      <path d={PATH[aspect]} />
    </svg>
  );
}
