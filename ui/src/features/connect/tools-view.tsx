import { useState } from "react";
import type { ConnectView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { Monogram } from "../../kit/monogram";
import { SplitList } from "../../kit/split-list";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { CannotDetail } from "./cannot-detail";
import { ConnectSkeleton } from "./connect-skeleton";
import { ToolDetail } from "./tool-detail";
import { ToolLine } from "./tool-line";
import css from "./tools.module.css";
import { aspectOfTool, factOf, rowsOf, type ToolRow } from "./tools-model";
import { useTools } from "./use-tools";

const words = strings.tools;

type ToolsPartProps = {
  readonly view: ConnectView;
  readonly onByHand: () => void;
};

/** The tools of this machine, and the one that is picked with what connecting it changes. */
export function ToolsPart({ view, onByHand }: ToolsPartProps) {
  const query = useTools();
  const [chosen, setChosen] = useState<string | null>(null);
  const failure: Failure | null = query.error;
  if (query.data === undefined) {
    return failure === null ? (
      <div className={css.place}>
        <ConnectSkeleton />
      </div>
    ) : (
      <ErrorState
        what={words.error.what}
        why={failure.message}
        now={failure.hint ?? words.error.now}
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  }
  const rows = rowsOf(query.data);
  const shown = rows.find(({ key }) => key === chosen) ?? rows[0];
  return (
    <>
      {failure !== null && (
        <div className={css.place}>
          <FailureNote what={words.error.what} failure={failure} now={words.error.stale} />
        </div>
      )}
      <SplitList
        label={words.list}
        items={rows}
        itemKey={({ key }) => key}
        itemName={nameOf}
        renderItem={(row) => <Row row={row} />}
        selected={shown?.key ?? null}
        onSelect={setChosen}
        foot={
          <div className={css.foot}>
            <span>{words.byHand}</span>
            <Button size="sm" onClick={onByHand}>
              {words.byHandAction}
            </Button>
          </div>
        }
      >
        {shown?.kind === "tool" && (
          <ToolDetail
            key={shown.key}
            tool={shown.tool}
            proxy={query.data.proxy}
            models={view.models}
            projects={view.projects}
          />
        )}
        {shown?.kind === "cannot" && <CannotDetail cannot={shown.cannot} />}
      </SplitList>
    </>
  );
}

function nameOf(row: ToolRow): string {
  return row.kind === "tool"
    ? words.rowName(row.tool.name, words.states[row.tool.state], factOf(row.tool))
    : words.rowName(row.cannot.name, words.cannotState, row.cannot.why);
}

function Row({ row }: { readonly row: ToolRow }) {
  const [name, fact] =
    row.kind === "tool"
      ? [row.tool.name, <ToolLine key="line" tool={row.tool} />]
      : [row.cannot.name, row.cannot.why];
  return (
    <>
      <Monogram name={name} letters={name.slice(0, 2)} size="md" />
      <span className={css.rowText}>
        <b>{name}</b>
        <span className={css.fact}>{fact}</span>
      </span>
      <span className={css.state} data-quiet={row.kind === "cannot" || undefined}>
        {row.kind === "tool" && row.tool.connected !== null && (
          <Lamp aspect={aspectOfTool(row.tool.state)} size={12} name={null} />
        )}
        {row.kind === "tool" ? words.states[row.tool.state] : words.cannotState}
      </span>
    </>
  );
}
