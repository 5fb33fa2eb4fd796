import { PAD, type StackBar, sumOf } from "../lib/stack";
import { strings } from "../lib/strings";
import type { StackSeries } from "./stacked-bars";
import css from "./stacked-bars.module.css";
import { Swatch } from "./swatch";

type StackedBarsTipProps = {
  readonly bar: StackBar;
  readonly series: readonly StackSeries[];
  readonly format: (value: number) => string;
  readonly width: number;
};

const TIP_WIDTH = 190;

/** One day in figures, beside its bar; spoken when the arrows walk the days. */
export function StackedBarsTip({ bar, series, format, width }: StackedBarsTipProps) {
  const after = bar.slot.x + bar.slot.w + 6;
  const left = after + TIP_WIDTH > width ? bar.slot.x - TIP_WIDTH - 6 : after;
  return (
    <div
      className={css.tip}
      role="status"
      style={{ left: Math.max(0, left), top: PAD.top, width: TIP_WIDTH }}
    >
      <div className={css.tipHead}>
        <span>{bar.day.label}</span>
        <b>{format(sumOf(bar.day))}</b>
      </div>
      {[...bar.parts].reverse().map((part) => {
        const { name, color } = series[part.series] ?? { name: "", color: "others" as const };
        return (
          <div key={part.series} className={css.tipLine}>
            <Swatch series={color}>{name}</Swatch>
            <span>{format(bar.day.values[part.series] ?? 0)}</span>
          </div>
        );
      })}
      {bar.day.forecast !== undefined && bar.day.forecast > 0 && (
        <div className={css.tipLine}>
          <Swatch series="hatched">{strings.kit.forecast}</Swatch>
          <span>{format(bar.day.forecast)}</span>
        </div>
      )}
    </div>
  );
}
