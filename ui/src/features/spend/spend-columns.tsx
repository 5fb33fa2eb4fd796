import type { ReactNode } from "react";
import type { Sums } from "../../ipc/bindings";
import { Cell } from "../../kit/cell";
import type { Column } from "../../kit/data-table";
import { formatExactMoney } from "../../kit/exact-money-parts";
import { Money } from "../../kit/money";
import { Percent } from "../../kit/percent";
import { Quantity } from "../../kit/quantity";
import { Swatch } from "../../kit/swatch";
import { Tokens } from "../../kit/tokens";
import type { Places } from "../../lib/money";
import { groupDigits } from "../../lib/number";
import type { Series } from "../../lib/series";
import { strings } from "../../lib/strings";
import { nanoUsd, tokens } from "../../lib/units";
import { type By, cachedShare, columnPlaces } from "./model";
import css from "./spend.module.css";

export type SpendLine = {
  readonly key: string;
  readonly name: string;
  /** False where the calls named nothing. */
  readonly named: boolean;
  readonly sums: Sums;
  /** Its colour in the chart; `null` where the chart has one colour. */
  readonly color: Series | null;
};

const words = strings.spend.table;

const count = (value: number): ReactNode => (
  <Quantity parts={value === 0 ? null : { value: groupDigits(value), unit: "" }} />
);

/** How many places each column of money needs. */
type ColumnPlaces = Readonly<Record<"cost" | "estimated" | "simulated", Places>>;

function placesOf(rows: readonly SpendLine[]): ColumnPlaces {
  const of = (part: keyof ColumnPlaces) => columnPlaces(rows.map((row) => row.sums[part]));
  return { cost: of("cost"), estimated: of("estimated"), simulated: of("simulated") };
}

const money = (value: number, places: Places): ReactNode => (
  <span title={words.exactly(formatExactMoney(nanoUsd(value)))}>
    <Money value={nanoUsd(value)} places={places} />
  </span>
);

/** Zero only where nothing was due: not where no price is known, and not for money that was never real. */
function spent(sums: Sums, places: Places): ReactNode {
  if (sums.cost === 0 && sums.estimated === 0 && sums.unpriced > 0) return <Money value={null} />;
  if (sums.cost === 0 && sums.simulated > 0) return <Quantity parts={null} />;
  return money(sums.cost, places);
}

/** What each column says of sums, for a row and for the total alike. */
function cellsOf(sums: Sums, places: ColumnPlaces): Readonly<Record<string, ReactNode>> {
  return {
    calls: groupDigits(sums.calls),
    failed: count(sums.failed),
    input: <Tokens compact value={tokens(sums.input)} />,
    cached: <Percent ratio={cachedShare(sums)} />,
    output: <Tokens compact value={tokens(sums.output)} />,
    cost: spent(sums, places.cost),
    estimated: sums.estimated === 0 ? <Quantity parts={null} /> : money(sums.estimated, places.estimated),
    unpriced: count(sums.unpriced),
    simulated: sums.simulated === 0 ? <Quantity parts={null} /> : money(sums.simulated, places.simulated),
  };
}

export function spendColumns(by: By, rows: readonly SpendLine[], total: Sums): readonly Column<SpendLine>[] {
  const places = placesOf(rows);
  const figure = (
    id: keyof Sums,
    head: string,
    min: number,
    tone: "normal" | "quiet" | "strong",
    hides?: number,
  ): Column<SpendLine> => ({
    id,
    head,
    min,
    align: "end",
    ...(hides !== undefined && { hides }),
    cell: (line) => <Cell tone={tone}>{cellsOf(line.sums, places)[id]}</Cell>,
  });
  return [
    {
      id: "name",
      head: strings.spend.by[by],
      min: 170,
      grow: 1,
      cell: (line) => (
        <span className={css.name} data-named={line.named || undefined} title={line.name}>
          {line.color === null ? line.name : <Swatch series={line.color}>{line.name}</Swatch>}
        </span>
      ),
    },
    figure("calls", words.calls, 82, "quiet"),
    figure("failed", words.failed, 70, "quiet", 1),
    figure("input", words.input, 84, "quiet"),
    figure("cached", words.cached, 72, "quiet"),
    figure("output", words.output, 76, "quiet"),
    figure("unpriced", words.unpriced, 82, "quiet"),
    ...(total.simulated > 0 ? [figure("simulated", words.simulated, 92, "quiet")] : []),
    figure("estimated", words.estimated, 92, "quiet"),
    figure("cost", words.cost, 104, "strong"),
  ];
}

/** The ledger's own sum, in the columns of the rows. */
export function totalCells(rows: readonly SpendLine[], total: Sums): Readonly<Record<string, ReactNode>> {
  const places = placesOf(rows);
  return {
    ...cellsOf(total, places),
    cost:
      total.simulated > 0 && total.unpriced === 0
        ? money(total.cost, places.cost)
        : spent(total, places.cost),
    name: words.total,
  };
}
