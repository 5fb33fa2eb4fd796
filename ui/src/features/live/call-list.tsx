import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { answering, headline, modelName } from "../../calls/model";
import type { CallView } from "../../ipc/bindings";
import { CALLS_KEPT } from "../../ipc/patch";
import { Button } from "../../kit/button";
import { DataTable } from "../../kit/data-table";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { clockTime } from "../../lib/time";
import { unixMillis } from "../../lib/units";
import { callColumns } from "./call-columns";
import css from "./live.module.css";
import { SendButton } from "./send-button";

const words = strings.live;

type CallListProps = {
  readonly rows: readonly CallView[];
  /** How many there are without the filter. */
  readonly all: number;
  readonly query: {
    readonly isPending: boolean;
    readonly isFetching: boolean;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly url: string | null;
  readonly selected: string | null;
  readonly onSelect: (call: string) => void;
  readonly onShowAll: () => void;
  readonly nameOf: (account: string) => string;
  readonly sending: boolean;
  readonly onSend: () => void;
};

const rowKey = (call: CallView): string => call.id;
const rowName = (call: CallView): string => {
  const by = answering(call);
  const time = clockTime(unixMillis(call.at));
  return words.row(time, call.project, by === null ? call.chain : modelName(by), headline(call));
};

export function CallList(props: CallListProps) {
  const { rows, all, query, url, selected, onSelect, onShowAll, nameOf, sending, onSend } = props;
  const columns = useMemo(() => callColumns(nameOf), [nameOf]);
  if (query.error && all === 0) {
    return (
      <ErrorState
        what={words.unread.what}
        why={query.error.message}
        now={words.unread.now}
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  }
  return (
    <div className={css.list}>
      <DataTable
        label={words.calls}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        rowName={rowName}
        selected={selected}
        onSelect={onSelect}
        onOpen={onSelect}
        pageKeys
        loading={query.isPending}
        stale={query.error !== null}
        empty={
          all > 0 ? (
            <Empty
              title={words.filter.none}
              action={<Button onClick={onShowAll}>{words.filter.clear}</Button>}
            >
              {words.filter.noneWhy(groupDigits(all))}
            </Empty>
          ) : (
            <Empty
              title={words.empty.title}
              action={url !== null && <SendButton tone="primary" sending={sending} onSend={onSend} />}
            >
              {url === null ? words.empty.deaf : words.empty.body(url)}
            </Empty>
          )
        }
      />
      {all >= CALLS_KEPT && (
        <p className={css.foot}>
          {words.kept(groupDigits(CALLS_KEPT))} <Link to="/requests">{words.older}</Link>
        </p>
      )}
    </div>
  );
}
