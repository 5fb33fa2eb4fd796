import type { SpendReport } from "../../ipc/bindings";
import { BarList, type BarListRow } from "../../kit/bar-list";
import { Card } from "../../kit/card";
import { Chip } from "../../kit/chip";
import { Money } from "../../kit/money";
import { StackedBars } from "../../kit/stacked-bars";
import { formatMoney, totalPlaces } from "../../lib/money";
import { sumOf } from "../../lib/stack";
import { strings } from "../../lib/strings";
import { nanoUsd, type UnixMillis } from "../../lib/units";
import { axisMoney, type ChartSeries, type Kind, moneyOf, type Range, stackDays } from "./model";
import css from "./spend.module.css";

type SpendChartProps = {
  readonly report: SpendReport;
  readonly series: readonly ChartSeries[];
  readonly kind: Kind;
  /** By what, in a word. */
  readonly by: string;
  readonly range: Range;
  readonly since: UnixMillis;
  readonly today: UnixMillis;
};

const words = strings.spend;

/** Bars per day, or for a single day one bar per row. */
export function SpendChart({ report, series, kind, by, range, since, today }: SpendChartProps) {
  const total = moneyOf(report.total, kind);
  const days = stackDays(report.days, series, kind, since, today);
  const highest = nanoUsd(Math.max(0, ...days.map(sumOf)));
  const places = totalPlaces(highest);
  const mark = kind === "simulated" && (
    <Chip size="sm" tone="dashed">
      {words.simulatedWhy}
    </Chip>
  );
  if (total === 0) {
    return (
      <Card title={words.chart.nothingTitle}>
        <p className={css.quiet}>{words.chart.nothing}</p>
      </Card>
    );
  }
  if (range === "today") {
    const values = days[0]?.values ?? [];
    const most = Math.max(1, ...values);
    const rows = series.map(
      (one, i): BarListRow => ({
        key: one.key ?? "",
        name: one.name,
        series: one.color,
        ratio: (values[i] ?? 0) / most,
        value: <Money value={nanoUsd(values[i] ?? 0)} places={places} />,
      }),
    );
    return (
      <Card
        title={words.chart.today(by)}
        {...(kind === "real" && { sub: words.chart.realNote })}
        aside={mark}
      >
        <BarList label={words.chart.today(by)} rows={rows} />
      </Card>
    );
  }
  return (
    <Card grow>
      <div className={css.chart}>
        {mark && <div className={css.mark}>{mark}</div>}
        <StackedBars
          title={words.chart.byDay}
          sentence={words.chart.sentence(
            words.range[range],
            formatMoney(total, totalPlaces(total)),
            series[0]?.key == null ? null : series[0].name,
          )}
          days={days}
          series={series}
          format={(value) => formatMoney(nanoUsd(value), places)}
          formatAxis={(value) => axisMoney(nanoUsd(value))}
        />
      </div>
    </Card>
  );
}
