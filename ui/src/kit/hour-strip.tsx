import type { Aspect } from "../lib/aspect";
import { strings } from "../lib/strings";
import css from "./hour-strip.module.css";

/** An hour of health: thirty arms of two minutes, the last one is now. `off` where no call went. */
export function HourStrip({ slots }: { readonly slots: readonly Aspect[] }) {
  const shown = slots.slice(-30);
  const count = (aspect: Aspect) => shown.filter((s) => s === aspect).length;
  const path = (aspect: Aspect) =>
    shown
      .map((slot, i) => ({ slot, x: 2 + (i + 30 - shown.length) * 4 }))
      .filter(({ slot }) => slot === aspect)
      .map(({ x }) => arm(aspect, x))
      .join("");
  return (
    <svg
      className={css.strip}
      width="120"
      height="12"
      viewBox="0 0 120 12"
      role="img"
      aria-label={strings.kit.hour(count("clear"), count("caution"), count("stop"))}
    >
      {(["off", "clear", "caution", "stop"] as const).map((aspect) => (
        <path key={aspect} className={css[aspect]} d={path(aspect)} />
      ))}
    </svg>
  );
}

function arm(aspect: Aspect, x: number): string {
  switch (aspect) {
    case "clear":
      return `M${x} 1v10`;
    case "caution":
      return `M${x - 1.4} 10 ${x + 1.4} 2`;
    case "stop":
      return `M${x - 1.4} 6h2.8`;
    case "off":
      return `M${x - 0.5} 6h1`;
  }
}
