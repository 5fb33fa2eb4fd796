import type { ReactNode } from "react";
import { type Series, seriesColor } from "../lib/series";
import css from "./swatch.module.css";

type SwatchProps = {
  /** `hatched` is a forecast, or time spent waiting. */
  readonly series: Series | "accent" | "hatched" | "stop";
  readonly children?: ReactNode;
};

/** The key to a chart's colour, with its name. */
export function Swatch({ series, children }: SwatchProps) {
  const color =
    series === "hatched"
      ? undefined
      : series === "accent" || series === "stop"
        ? `var(--${series})`
        : seriesColor(series);
  return (
    <span className={css.line}>
      <span
        className={css.mark}
        data-hatched={series === "hatched" || undefined}
        style={{ backgroundColor: color }}
      />
      {children !== undefined && <span className={css.name}>{children}</span>}
    </span>
  );
}
