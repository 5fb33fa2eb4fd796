import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { useClock } from "../../kit/clock";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { Segment } from "../../kit/segment";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { clockTime, dayName } from "../../lib/time";
import { unixMillis } from "../../lib/units";
import { type By, isEmpty, midnight, queryOf, type Range } from "./model";
import css from "./spend.module.css";
import { SpendBody } from "./spend-body";
import { SpendSkeleton } from "./spend-skeleton";

const words = strings.spend;
const RANGES = (["today", "week", "month"] as const).map((value) => ({ value, label: words.range[value] }));
const BYS = (["project", "provider", "model", "environment", "user", "prompt", "day"] as const).map(
  (value) => ({
    value,
    label: words.by[value],
  }),
);

/** What was spent, to the digit: real money, what is estimated, what has no price, and what was only simulated. */
export function SpendPage() {
  const navigate = useNavigate();
  const [range, setRange] = useState<Range>("week");
  const [by, setBy] = useState<By>("project");
  // The question stands for a whole day, so that its answer has one place in the cache.
  const today = unixMillis(useClock((now) => midnight(now)));
  const query = queryOf(range, by, today);
  const report = useQuery({
    queryKey: queryKeys.spend(query),
    queryFn: () => api.spend.report({ ...query, until: null }),
    placeholderData: keepPreviousData,
  });
  const failure: Failure | null = report.error;
  const from = dayName(unixMillis(query.since), today);
  const to = dayName(today, today);

  return (
    <Page
      head={
        <PageHead title={words.title} sub={range === "today" ? to : words.between(from, to)}>
          <Segment label={words.by.label} options={BYS} value={by} onChange={setBy} />
          <Segment label={words.range.label} options={RANGES} value={range} onChange={setRange} />
        </PageHead>
      }
    >
      {report.data === undefined && failure !== null ? (
        <ErrorState
          what={words.error.what}
          why={failure.message}
          now={failure.hint ?? words.error.now}
          onRetry={() => void report.refetch()}
          retrying={report.isFetching}
        />
      ) : report.data === undefined ? (
        <SpendSkeleton />
      ) : (
        <>
          {failure !== null && (
            <FailureNote
              what={words.error.what}
              failure={failure}
              now={words.error.stale(clockTime(unixMillis(report.data.at)))}
              action={
                <Button size="sm" loading={report.isFetching} onClick={() => void report.refetch()}>
                  {strings.kit.retry}
                </Button>
              }
            />
          )}
          {isEmpty(report.data) ? (
            <Empty
              title={words.empty.title[range]}
              action={
                <Button tone="primary" onClick={() => void navigate({ to: "/connect" })}>
                  {words.empty.action}
                </Button>
              }
            >
              {words.empty.body}
            </Empty>
          ) : (
            <div
              className={css.body}
              data-stale={failure !== null || report.isPlaceholderData || undefined}
              aria-busy={report.isPlaceholderData || undefined}
            >
              <SpendBody
                report={report.data}
                by={by}
                range={range}
                since={unixMillis(query.since)}
                today={today}
              />
            </div>
          )}
        </>
      )}
    </Page>
  );
}
