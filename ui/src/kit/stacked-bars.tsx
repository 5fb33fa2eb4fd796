import { IconChartBar, IconTable } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { Series } from "../lib/series";
import { layStack, type StackDay } from "../lib/stack";
import { strings } from "../lib/strings";
import { IconButton } from "./icon-button";
import css from "./stacked-bars.module.css";
import { StackedBarsPlot } from "./stacked-bars-plot";
import { StackedBarsTable } from "./stacked-bars-table";
import { StackedBarsTip } from "./stacked-bars-tip";
import { Swatch } from "./swatch";
import { useSize } from "./use-size";

export type StackSeries = { readonly name: string; readonly color: Series };

export type StackedBarsProps = {
  /** Heads the chart on the line of its legend; the `Card` around it has none. */
  readonly title?: string;
  /** What the chart says, in one sentence. */
  readonly sentence: string;
  readonly days: readonly StackDay[];
  /** In drawing order, from the ground up. */
  readonly series: readonly StackSeries[];
  /** A value in words: in the tip and in the table. */
  readonly format: (value: number) => string;
  readonly formatAxis: (value: number) => string;
  /** A level to compare with: an even pace. */
  readonly reference?: { readonly value: number; readonly label: string };
};

const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Stacked bars per day, drawn to the pixel. Arrows walk the days, T shows the same as a table. */
export function StackedBars(props: StackedBarsProps) {
  const { sentence, days, series, reference } = props;
  const [frame, size] = useSize<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const layout = layStack(days, size, reference?.value);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEP[event.key];
    if (event.key.toLowerCase() === "t") setAsTable(!asTable);
    else if (step !== undefined && !asTable && days.length > 0)
      setAt(Math.min(days.length - 1, Math.max(0, (at ?? (step > 0 ? -1 : days.length)) + step)));
    else if (event.key === "Escape" && at !== null) setAt(null);
    else return;
    event.preventDefault();
  };
  const bar = at === null ? undefined : layout.bars[at];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: T and the arrows work on whatever has the focus inside
    <div className={css.chart} onKeyDown={onKeyDown}>
      <div className={css.legend}>
        {props.title !== undefined && <h2 className={css.title}>{props.title}</h2>}
        {series.map((s) => (
          <Swatch key={s.name} series={s.color}>
            {s.name}
          </Swatch>
        ))}
        {days.some((day) => day.forecast) && <Swatch series="hatched">{strings.kit.forecast}</Swatch>}
        <IconButton
          size="sm"
          label={asTable ? strings.kit.asChart : strings.kit.asTable}
          icon={asTable ? <IconChartBar size={14} stroke={1.5} /> : <IconTable size={14} stroke={1.5} />}
          onClick={() => setAsTable(!asTable)}
        />
      </div>
      {asTable ? (
        <StackedBarsTable {...props} />
      ) : (
        <div className={css.plot} ref={frame}>
          {size.width > 0 && size.height > 0 && (
            <StackedBarsPlot
              layout={layout}
              size={size}
              series={series}
              sentence={sentence}
              formatAxis={props.formatAxis}
              reference={reference}
              at={at}
              onAt={setAt}
            />
          )}
          {bar && <StackedBarsTip bar={bar} series={series} format={props.format} width={size.width} />}
        </div>
      )}
    </div>
  );
}
