import { Cost } from "../../calls/cost";
import { Outcome } from "../../calls/outcome";
import { Tried } from "../../calls/tried";
import type { CallView } from "../../ipc/bindings";
import { isRunning } from "../../ipc/patch";
import { Arm } from "../../kit/arm";
import { Cell } from "../../kit/cell";
import type { Column } from "../../kit/data-table";
import { Duration } from "../../kit/duration";
import { Tokens } from "../../kit/tokens";
import { strings } from "../../lib/strings";
import { exactTime } from "../../lib/time";
import { millis, tokens, type UnixMillis, unixMillis } from "../../lib/units";
import { happened, shortTime } from "./model";
import css from "./requests.module.css";

const { column } = strings.requests;

/** Cost, what happened and who answered never hide; the user and the first token go first. */
export function requestColumns(
  nameOf: (account: string) => string,
  today: UnixMillis,
): readonly Column<CallView>[] {
  const span = (
    id: "first_content" | "total",
    head: string,
    min: number,
    hides: number,
  ): Column<CallView> => ({
    id,
    head,
    min,
    align: "end",
    hides,
    cell: ({ [id]: value }) => (
      <Cell tone="quiet">
        <Duration value={value === null ? null : millis(value)} />
      </Cell>
    ),
  });
  const count = (id: "input" | "output", head: string, hides: number): Column<CallView> => ({
    id,
    head,
    min: 64,
    align: "end",
    hides,
    cell: ({ [id]: value }) => (
      <Cell tone="quiet">
        <Tokens value={value === null ? null : tokens(value)} />
      </Cell>
    ),
  });
  return [
    {
      id: "time",
      head: column.time,
      min: 104,
      cell: ({ at }) => (
        <Cell tone="faint" title={exactTime(unixMillis(at))}>
          {shortTime(unixMillis(at), today)}
        </Cell>
      ),
    },
    {
      id: "project",
      head: column.project,
      min: 92,
      grow: 1,
      hides: 6,
      cell: ({ project }) => <Cell title={project}>{project}</Cell>,
    },
    {
      id: "user",
      head: column.user,
      min: 70,
      grow: 0.6,
      hides: 1,
      cell: ({ user }) => (
        <Cell tone="quiet" {...(user !== null && { title: user })}>
          {user ?? "·"}
        </Cell>
      ),
    },
    {
      id: "chain",
      head: column.chain,
      min: 100,
      grow: 1.4,
      hides: 3,
      cell: ({ chain }) => (
        <Cell tone="quiet" title={chain}>
          {chain}
        </Cell>
      ),
    },
    {
      id: "answered",
      head: column.answered,
      min: 170,
      grow: 1.8,
      cell: (call) => <Tried call={call} nameOf={nameOf} />,
    },
    {
      id: "happened",
      head: column.happened,
      min: 136,
      grow: 1.2,
      cell: (call) => <Happened call={call} />,
    },
    count("input", column.input, 7),
    count("output", column.output, 5),
    span("first_content", column.first, 74, 2),
    span("total", column.total, 74, 4),
    { id: "cost", head: column.cost, min: 100, align: "end", cell: (call) => <Cost call={call} /> },
  ];
}

function Happened({ call }: { readonly call: CallView }) {
  if (isRunning(call.state)) return <Outcome call={call} />;
  const what = happened(call);
  if (call.state === "failed") {
    return (
      <span className={css.failed} title={what}>
        <Arm aspect="stop" name={null} />
        <span className={css.what}>{what}</span>
      </span>
    );
  }
  const plain = what === strings.requests.happened.answered;
  return (
    <Cell tone={plain ? "faint" : "quiet"} title={what}>
      {what}
    </Cell>
  );
}
