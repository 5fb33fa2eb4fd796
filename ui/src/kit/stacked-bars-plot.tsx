import { useId } from "react";
import { seriesColor } from "../lib/series";
import { type layStack, PAD, type StackBox } from "../lib/stack";
import type { StackedBarsProps, StackSeries } from "./stacked-bars";
import css from "./stacked-bars.module.css";

type StackedBarsPlotProps = {
  readonly layout: ReturnType<typeof layStack>;
  readonly size: StackBox;
  readonly series: readonly StackSeries[];
  readonly sentence: string;
  readonly formatAxis: (value: number) => string;
  readonly reference: StackedBarsProps["reference"];
  readonly at: number | null;
  readonly onAt: (index: number | null) => void;
};

export function StackedBarsPlot({
  layout,
  size,
  series,
  sentence,
  formatAxis,
  reference,
  at,
  onAt,
}: StackedBarsPlotProps) {
  const hatch = useId();
  const right = size.width - PAD.right;
  const level = reference && Math.round(layout.y(reference.value)) + 0.5;
  return (
    <svg
      className={css.svg}
      width={size.width}
      height={size.height}
      role="img"
      aria-label={sentence}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows walk its days
      tabIndex={0}
      onPointerLeave={() => onAt(null)}
      onBlur={() => onAt(null)}
    >
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line className={css.hatch} x1="0" y1="0" x2="0" y2="5" />
        </pattern>
      </defs>
      {layout.ticks.map((tick) => (
        <g key={tick.value}>
          <line
            className={css.grid}
            x1={PAD.left}
            x2={right}
            y1={Math.round(tick.y) + 0.5}
            y2={Math.round(tick.y) + 0.5}
          />
          <text className={css.axis} x={PAD.left - 8} y={tick.y + 4} textAnchor="end">
            {formatAxis(tick.value)}
          </text>
        </g>
      ))}
      {layout.bars.map((bar, i) => (
        <g key={bar.day.key} onPointerEnter={() => onAt(i)}>
          <rect className={css.slot} data-at={i === at || undefined} {...slotBox(bar.slot, layout.floor)} />
          {bar.parts.map((part) => (
            <rect
              key={part.series}
              x={part.x}
              y={part.y}
              width={part.w}
              height={part.h}
              fill={seriesColor(series[part.series]?.color ?? "others")}
            />
          ))}
          {bar.forecast && (
            <rect
              className={css.forecast}
              x={bar.forecast.x + 0.5}
              y={bar.forecast.y + 0.5}
              width={bar.forecast.w - 1}
              height={bar.forecast.h}
              fill={`url(#${hatch})`}
            />
          )}
          {bar.labelled && (
            <text
              className={css.axis}
              data-today={bar.day.today || undefined}
              x={bar.mid}
              y={size.height - 7}
              textAnchor="middle"
            >
              {bar.day.label}
            </text>
          )}
        </g>
      ))}
      {reference && level !== undefined && (
        <>
          <line className={css.reference} x1={PAD.left} x2={right} y1={level} y2={level} />
          <text className={css.level} x={right} y={level - 6} textAnchor="end">
            {reference.label}
          </text>
        </>
      )}
    </svg>
  );
}

function slotBox(slot: { readonly x: number; readonly w: number }, floor: number) {
  return { x: slot.x, y: PAD.top, width: slot.w, height: floor - PAD.top };
}
