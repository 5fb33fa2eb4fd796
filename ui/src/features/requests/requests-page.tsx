import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { Story } from "../../calls/story";
import { useProviderName } from "../../calls/use-provider-name";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { copyText } from "../../kit/copy-text";
import { ErrorState } from "../../kit/error-state";
import { Page } from "../../kit/page";
import { useKeys } from "../../kit/use-keys";
import { strings } from "../../lib/strings";
import { FilterBar } from "./filter-bar";
import { Notes } from "./notes";
import { OverTime } from "./over-time";
import { RequestFigures } from "./request-figures";
import { RequestList } from "./request-list";
import css from "./requests.module.css";
import { RequestsHead } from "./requests-head";
import { type Range, type RequestsSearch, stepRange } from "./search";
import { useExport } from "./use-export";
import { useRequests } from "./use-requests";

const words = strings.requests;

/** Every call on the ledger: narrowed, summed, told. All that is chosen stands in the address. */
export function RequestsPage() {
  const search: RequestsSearch = useSearch({ from: "/requests" });
  const navigate = useNavigate();
  const requests = useRequests(search);
  const exporting = useExport(requests.narrow);
  const nameOf = useProviderName();
  const accounts = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list });
  const providers = useMemo(
    () => new Map(accounts.data?.map((account) => [account.provider, account.provider_name])),
    [accounts.data],
  );
  const go = useCallback(
    (next: RequestsSearch) => void navigate({ to: "/requests", search: next, replace: true }),
    [navigate],
  );
  const select = useCallback((call: string | undefined) => go({ ...search, call }), [go, search]);
  const close = useCallback(() => select(undefined), [select]);
  const range = (next: Range) => go({ ...search, range: next, since: undefined, until: undefined });
  const { call: selected } = search;
  useKeys({
    "[": () => range(stepRange(search, -1)),
    "]": () => range(stepRange(search, 1)),
    e: () => requests.rows.length > 0 && exporting.begin("csv"),
    ...(selected === undefined ? {} : { y: () => copyText(selected), Escape: close }),
  });
  const { pages, sums, rows } = requests;
  const unread = pages.error !== null && pages.data === undefined;
  return (
    <Page
      body="flush"
      head={<RequestsHead search={search} requests={requests} exporting={exporting} onRange={range} />}
      drawer={
        selected !== undefined && (
          <Story
            key={selected}
            id={selected}
            row={rows.find(({ id }) => id === selected)}
            nameOf={nameOf}
            onClose={close}
          />
        )
      }
    >
      {unread ? (
        <ErrorState
          what={words.unread.what}
          why={pages.error.message}
          now={words.unread.now}
          onRetry={() => void pages.refetch()}
          retrying={pages.isFetching}
        />
      ) : (
        <>
          <div className={css.above}>
            <FilterBar search={search} narrow={requests.narrow} providers={providers} onSearch={go} />
            <Notes requests={requests} exporting={exporting} />
            {sums.data && (
              <div className={css.sums} data-stale={sums.isPlaceholderData || undefined}>
                <RequestFigures
                  sums={sums.data}
                  there={search.provider !== undefined || search.model !== undefined}
                />
                <OverTime
                  sums={sums.data}
                  until={requests.narrow.until}
                  onPick={(since, until) => go({ ...search, range: undefined, since, until })}
                />
              </div>
            )}
          </div>
          <RequestList
            search={search}
            requests={requests}
            nameOf={nameOf}
            onSelect={select}
            onSearch={go}
            onLive={() => void navigate({ to: "/live" })}
          />
        </>
      )}
    </Page>
  );
}
