import { useQuery } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { SpendReport } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { strings } from "../../lib/strings";
import type { UnixMillis } from "../../lib/units";
import { type By, kindOf, type Range, rowName, seriesOf } from "./model";
import { SpendChart } from "./spend-chart";
import { SpendFigures } from "./spend-figures";
import { SpendTable } from "./spend-table";
import { useProjectColours } from "./use-project-colours";

type SpendBodyProps = {
  readonly report: SpendReport;
  readonly by: By;
  readonly range: Range;
  readonly since: UnixMillis;
  readonly today: UnixMillis;
};

/** Figures, chart, table of one report. */
export function SpendBody({ report, by, range, since, today }: SpendBodyProps) {
  const accounts = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list });
  const providers = new Map(accounts.data?.map((account) => [account.provider, account.provider_name]));
  const kind = kindOf(report.total);
  const name = (key: string) => rowName(key, by, today, providers);
  const colours = useProjectColours(by === "project");
  const series = seriesOf(report, by, kind, name, colours);
  return (
    <>
      <SpendFigures total={report.total} />
      <SpendChart
        report={report}
        series={series}
        kind={kind}
        by={strings.spend.by[by]}
        range={range}
        since={since}
        today={today}
      />
      <SpendTable report={report} by={by} series={series} name={name} since={since} />
    </>
  );
}
