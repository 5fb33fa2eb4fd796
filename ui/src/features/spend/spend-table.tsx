import type { SpendReport, SpendRow, Sums } from "../../ipc/bindings";
import { Card } from "../../kit/card";
import { DataTable } from "../../kit/data-table";
import { strings } from "../../lib/strings";
import type { By, ChartSeries } from "./model";
import css from "./spend.module.css";
import { type SpendLine, spendColumns, totalCells } from "./spend-columns";

type SpendTableProps = {
  readonly report: SpendReport;
  readonly by: By;
  readonly series: readonly ChartSeries[];
  readonly name: (key: string) => string;
};

const lineOf = (row: SpendRow, props: SpendTableProps): SpendLine => ({
  key: row.key,
  name: props.name(row.key),
  named: row.key !== "",
  sums: row.sums,
  color: props.by === "day" ? null : (props.series.find((one) => one.key === row.key)?.color ?? "others"),
});

/** The sums behind the bars. The last row is the ledger's own sum, in which a call counts once. */
export function SpendTable(props: SpendTableProps) {
  const { report, by } = props;
  const total: Sums = report.total;
  const rows = report.rows.map((row) => lineOf(row, props));
  const columns = spendColumns(by, rows, total);
  return (
    <Card padding="none">
      <div className={css.table}>
        <DataTable
          label={strings.spend.table.label(strings.spend.by[by])}
          columns={columns}
          rows={by === "day" ? rows.toReversed() : rows}
          rowKey={(row) => row.key}
          total={totalCells(rows, total)}
          fit="rows"
        />
        {(by === "model" || by === "provider") && (
          <p className={css.note}>{strings.spend.table.countedEach}</p>
        )}
      </div>
    </Card>
  );
}
