import type { Aspect } from "../lib/aspect";
import { formatPercent } from "../lib/quantity";
import { strings } from "../lib/strings";
import css from "./meter.module.css";

type MeterProps = {
  /** Used share, 0 to 1; more than 1 is drawn full. */
  readonly ratio: number;
  readonly label: string;
  /** Only when someone should act: near a limit, or spent. */
  readonly aspect?: Extract<Aspect, "caution" | "stop">;
};

export function Meter({ ratio, label, aspect }: MeterProps) {
  const share = Math.min(1, Math.max(0, ratio));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native meter cannot be drawn from tokens in every webview
    <div
      className={css.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={strings.kit.percentOf(formatPercent(ratio))}
    >
      <div className={css.fill} data-aspect={aspect} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
