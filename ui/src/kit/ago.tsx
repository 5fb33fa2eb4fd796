import { exactTime, relativeTime } from "../lib/time";
import type { UnixMillis } from "../lib/units";
import { useClock } from "./clock";
import css from "./figure.module.css";

/** Relative time, the exact one in its title. Also says "in 24 s" for what is still to come. */
export function Ago({ at }: { readonly at: UnixMillis }) {
  const text = useClock((now) => relativeTime(at, now));
  return (
    <time className={css.ago} dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {text}
    </time>
  );
}
