import { useState } from "react";
import { formatMoney, formatMoneyAxis } from "../../lib/money";
import { nanoUsd } from "../../lib/units";
import { Card } from "../card";
import { Cell } from "../cell";
import { Chip } from "../chip";
import { type Column, DataTable } from "../data-table";
import { Figure } from "../figure";
import { FigureStrip } from "../figure-strip";
import { Glyph } from "../glyph";
import { Money } from "../money";
import { Monogram } from "../monogram";
import { StackedBars } from "../stacked-bars";
import { Tokens } from "../tokens";
import css from "./gallery.module.css";
import { CALLS, DAYS, type SampleCall, SERIES } from "./sample";

const COLUMNS: readonly Column<SampleCall>[] = [
  { id: "time", head: "Time", min: 84, cell: (c) => <Cell tone="faint">{c.time}</Cell> },
  {
    id: "project",
    head: "Project",
    min: 110,
    grow: 2,
    cell: (c) => <Cell title={c.project}>{c.project}</Cell>,
  },
  { id: "user", head: "User", min: 70, hides: 1, cell: (c) => <Cell tone="quiet">{c.user}</Cell> },
  { id: "rule", head: "Rule", min: 130, grow: 1, hides: 2, cell: (c) => <Cell tone="quiet">{c.rule}</Cell> },
  {
    id: "model",
    head: "Answered by",
    min: 170,
    grow: 3,
    cell: (c) => (
      <>
        <Monogram name={c.provider} />
        <Cell title={c.model}>{c.model}</Cell>
        {c.moved && (
          <Chip size="sm" tone="caution" icon={<Glyph name="moved" size={11} />}>
            moved
          </Chip>
        )}
      </>
    ),
  },
  { id: "in", head: "In", min: 78, align: "end", cell: (c) => <Tokens value={c.input} /> },
  { id: "out", head: "Out", min: 70, align: "end", cell: (c) => <Tokens value={c.output} /> },
  { id: "cost", head: "Cost", min: 96, align: "end", cell: (c) => <Money value={c.cost} places={5} /> },
];

export function DataSection() {
  const [selected, setSelected] = useState<string | null>("call-3");
  return (
    <>
      <div className={css.wide}>
        <Card padding="none">
          <FigureStrip>
            <Figure
              label="Month to date"
              value={<Money value={nanoUsd(3_892_600_000_000)} />}
              sub="▴ 12.4 % on 1–17 August"
            />
            <Figure label="Forecast" value="$6,934" sub="$6,610 to $7,290; budget $7,000" />
            <Figure label="Next to run out" value="19 Sep" sub="docs-bot, $28.60 left" />
            <Figure label="Unpriced" value="14" sub="one price missing" />
          </FigureStrip>
        </Card>
      </div>
      <div className={css.wide}>
        <Card>
          <div className={css.chart}>
            <StackedBars
              title="By day"
              sentence="Spend by day in September: $3,892.60 until today, most of it by ci-agents, about $230 a weekday."
              days={DAYS}
              series={SERIES}
              format={(v) => formatMoney(nanoUsd(v))}
              formatAxis={(v) => formatMoneyAxis(nanoUsd(v))}
              reference={{ value: 233e9, label: "even pace $233" }}
            />
          </div>
        </Card>
      </div>
      <div className={css.wide}>
        <Card title="Calls" sub="5,000 rows" padding="none">
          <div className={css.table}>
            <DataTable
              label="Calls"
              columns={COLUMNS}
              rows={CALLS}
              rowKey={(c) => c.id}
              selected={selected}
              onSelect={setSelected}
              pageKeys
              total={{ time: "Total", cost: <Money value={nanoUsd(612_400_000_000)} /> }}
            />
          </div>
        </Card>
      </div>
    </>
  );
}
