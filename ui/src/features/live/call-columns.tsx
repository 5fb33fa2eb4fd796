import { Cost } from "../../calls/cost";
import { Outcome } from "../../calls/outcome";
import { Tried } from "../../calls/tried";
import type { CallView } from "../../ipc/bindings";
import { Cell } from "../../kit/cell";
import type { Column } from "../../kit/data-table";
import { Duration } from "../../kit/duration";
import { Tokens } from "../../kit/tokens";
import { strings } from "../../lib/strings";
import { clockTime, exactTime } from "../../lib/time";
import { millis, tokens, unixMillis } from "../../lib/units";

const { column } = strings.live;

/** Cost, outcome and who answered never hide; the first token goes first. */
export function callColumns(nameOf: (account: string) => string): readonly Column<CallView>[] {
  return [
    {
      id: "time",
      head: column.time,
      min: 78,
      cell: ({ at }) => (
        <Cell tone="faint" title={exactTime(unixMillis(at))}>
          {clockTime(unixMillis(at))}
        </Cell>
      ),
    },
    {
      id: "project",
      head: column.project,
      min: 96,
      grow: 1,
      hides: 5,
      cell: ({ project }) => <Cell title={project}>{project}</Cell>,
    },
    {
      id: "asked",
      head: column.asked,
      min: 132,
      grow: 1.4,
      hides: 2,
      cell: ({ asked }) => (
        <Cell tone="quiet" title={asked}>
          {asked}
        </Cell>
      ),
    },
    {
      id: "chain",
      head: column.chain,
      min: 132,
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
      min: 210,
      grow: 2,
      cell: (call) => <Tried call={call} nameOf={nameOf} />,
    },
    {
      id: "input",
      head: column.input,
      min: 66,
      align: "end",
      cell: ({ input }) => (
        <Cell tone="quiet">
          <Tokens value={input === null ? null : tokens(input)} />
        </Cell>
      ),
    },
    {
      id: "output",
      head: column.output,
      min: 60,
      align: "end",
      hides: 4,
      cell: ({ output }) => (
        <Cell tone="quiet">
          <Tokens value={output === null ? null : tokens(output)} />
        </Cell>
      ),
    },
    {
      id: "first",
      head: column.first,
      min: 88,
      align: "end",
      hides: 1,
      cell: ({ first_content: first }) => (
        <Cell tone="quiet">
          <Duration value={first === null ? null : millis(first)} />
        </Cell>
      ),
    },
    { id: "cost", head: column.cost, min: 104, align: "end", cell: (call) => <Cost call={call} /> },
    {
      id: "outcome",
      head: column.outcome,
      min: 136,
      align: "end",
      cell: (call) => <Outcome call={call} />,
    },
  ];
}
