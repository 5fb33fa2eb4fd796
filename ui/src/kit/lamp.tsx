import type { Aspect } from "../lib/aspect";
import { strings } from "../lib/strings";
import css from "./lamp.module.css";

type LampProps = {
  readonly aspect: Aspect;
  readonly size?: 10 | 12 | 16;
  /** Accessible name. `null` when a word beside it already says the same. Default: the aspect's word. */
  readonly name?: string | null;
};

const TURN: Record<Exclude<Aspect, "off">, number> = { clear: 90, caution: -45, stop: 0 };

/** A signal: a disc with the arm cut out of it. The arm rises with health, so it reads without colour. */
export function Lamp({ aspect, size = 12, name = strings.kit.aspect[aspect] }: LampProps) {
  const label = name === null ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  return (
    <svg className={css.lamp} data-aspect={aspect} width={size} height={size} viewBox="0 0 14 14" {...label}>
      {aspect === "off" ? (
        <circle className={css.ring} cx="7" cy="7" r="5" />
      ) : (
        <>
          <circle className={css.disc} cx="7" cy="7" r="5.6" />
          <line
            className={css.bar}
            x1="3.3"
            x2="10.7"
            y1="7"
            y2="7"
            transform={`rotate(${TURN[aspect]} 7 7)`}
          />
        </>
      )}
    </svg>
  );
}
