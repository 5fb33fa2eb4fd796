import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { SpendReport, SpendRow, Sums } from "../../ipc/bindings";
import { Card } from "../../kit/card";
import { DataTable } from "../../kit/data-table";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import type { UnixMillis } from "../../lib/units";
import { type By, type ChartSeries, callsBehind } from "./model";
import css from "./spend.module.css";
import { type SpendLine, spendColumns, totalCells } from "./spend-columns";

/** Prompts and users can be thousands; those that cost most come first. */
const MOST_ROWS = 200;

type SpendTableProps = {
  readonly report: SpendReport;
  readonly by: By;
  readonly series: readonly ChartSeries[];
  readonly name: (key: string) => string;
  /** From where on is summed. */
  readonly since: UnixMillis;
};

const lineOf = (row: SpendRow, props: SpendTableProps): SpendLine => ({
  key: row.key,
  name: props.name(row.key),
  named: row.key !== "",
  sums: row.sums,
  color: props.by === "day" ? null : (props.series.find((one) => one.key === row.key)?.color ?? "others"),
});

/** The sums behind the bars; a row leads to its calls. The last row is the ledger's own sum, in which a call counts once. */
export function SpendTable(props: SpendTableProps) {
  const { report, by, since } = props;
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const total: Sums = report.total;
  const rows = report.rows.slice(0, MOST_ROWS).map((row) => lineOf(row, props));
  const more = report.rows.length - rows.length;
  const columns = spendColumns(by, rows, total);
  return (
    <Card padding="none">
      <div className={css.table}>
        <DataTable
          label={strings.spend.table.label(strings.spend.by[by])}
          columns={columns}
          rows={by === "day" ? rows.toReversed() : rows}
          rowKey={(row) => row.key}
          rowName={(row) => strings.spend.table.row(row.name, groupDigits(row.sums.calls))}
          selected={chosen}
          onSelect={setChosen}
          press="open"
          onOpen={(key) => void navigate({ to: "/requests", search: callsBehind(by, key, since) })}
          total={totalCells(rows, total)}
          fit="rows"
        />
        <p className={css.note}>
          {more > 0 && `${strings.spend.table.more(groupDigits(more))} `}
          {strings.spend.table.leads}{" "}
          {(by === "model" || by === "provider") && strings.spend.table.countedEach}
        </p>
      </div>
    </Card>
  );
}
