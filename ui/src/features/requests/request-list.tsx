import { useMemo } from "react";
import { Button } from "../../kit/button";
import { DataTable } from "../../kit/data-table";
import { Empty } from "../../kit/empty";
import { Working } from "../../kit/working";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import { rowName, shortTime, windowName } from "./model";
import { requestColumns } from "./request-columns";
import css from "./requests.module.css";
import { isNarrowed, type RequestsSearch, rangeOf, unnarrowed } from "./search";
import type { Requests } from "./use-requests";

const words = strings.requests;

type RequestListProps = {
  readonly search: RequestsSearch;
  readonly requests: Requests;
  readonly nameOf: (account: string) => string;
  readonly onSelect: (call: string) => void;
  readonly onSearch: (search: RequestsSearch) => void;
  readonly onLive: () => void;
};

/** The calls, as far back as one scrolls. */
export function RequestList({ search, requests, nameOf, onSelect, onSearch, onLive }: RequestListProps) {
  const { pages, rows, at } = requests;
  const now = unixMillis(at);
  const columns = useMemo(() => requestColumns(nameOf, unixMillis(at)), [nameOf, at]);
  const window = windowName(search, now);
  const everything = !isNarrowed(search) && rangeOf(search) === "all";
  return (
    <div className={css.list}>
      <DataTable
        label={words.calls}
        columns={columns}
        rows={rows}
        rowKey={(call) => call.id}
        rowName={(call) => rowName(call, now)}
        selected={search.call ?? null}
        onSelect={onSelect}
        onOpen={onSelect}
        onNearEnd={requests.more}
        pageKeys
        loading={pages.isPending || (rows.length === 0 && pages.hasNextPage)}
        stale={pages.isPlaceholderData || pages.error !== null}
        empty={
          everything ? (
            <Empty
              title={words.empty.title}
              action={
                <Button tone="primary" onClick={onLive}>
                  {words.empty.action}
                </Button>
              }
            >
              {words.empty.body}
            </Empty>
          ) : (
            <Empty
              title={words.empty.none}
              action={
                <>
                  {isNarrowed(search) && (
                    <Button onClick={() => onSearch(unnarrowed(search))}>{words.filter.clear}</Button>
                  )}
                  {rangeOf(search) !== "all" && (
                    <Button
                      onClick={() =>
                        onSearch({ ...search, range: "all", since: undefined, until: undefined })
                      }
                    >
                      {words.empty.widen}
                    </Button>
                  )}
                </>
              }
            >
              {isNarrowed(search) ? words.empty.noneWhy(window) : words.empty.noneAt(window)}
            </Empty>
          )
        }
      />
      <Foot requests={requests} />
    </div>
  );
}

/** How far back the list reaches. */
function Foot({ requests }: { readonly requests: Requests }) {
  const { pages, rows, at } = requests;
  const reached = pages.data?.pages.at(-1)?.reached ?? null;
  if (pages.isPending || (rows.length === 0 && reached === null)) return null;
  const shown = groupDigits(rows.length);
  const looked = reached === null ? null : words.foot.looked(shortTime(unixMillis(reached), unixMillis(at)));
  return (
    <p className={css.foot}>
      <span>{pages.hasNextPage ? words.foot.more(shown) : words.foot.all(shown)}</span>
      {looked !== null && <span>{looked}</span>}
      {pages.isFetchingNextPage && (
        <span className={css.reading}>
          <Working />
          {words.foot.reading}
        </span>
      )}
    </p>
  );
}
