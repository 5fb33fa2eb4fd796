import { useState } from "react";
import { AspectText } from "../aspect-text";
import { Banner } from "../banner";
import { Button } from "../button";
import { Card } from "../card";
import { DataTable } from "../data-table";
import { Diff, type DiffRow } from "../diff";
import { Empty } from "../empty";
import { ErrorState } from "../error-state";
import { Glyph } from "../glyph";
import { HourStrip } from "../hour-strip";
import { Monogram } from "../monogram";
import { SplitList } from "../split-list";
import css from "./gallery.module.css";
import { HOUR } from "./signals-section";

const ACCOUNTS = [
  { name: "Anthropic", why: "Breaker open on Sonnet 5", aspect: "stop" },
  { name: "OpenAI", why: "87 % of tokens/min", aspect: "caution" },
  { name: "Mistral", why: "Clear", aspect: "clear" },
] as const;

const COLUMNS = [
  { id: "a", head: "Project", min: 100, grow: 1, cell: () => null },
  { id: "b", head: "Calls", min: 70, align: "end", cell: () => null },
  { id: "c", head: "Spend", min: 90, align: "end", cell: () => null },
] as const;

const DIFF: readonly DiffRow[] = [
  { line: 1, side: "both", text: 'model = "gpt-5.5"' },
  { line: 2, side: "before", text: 'model_provider = "openai"' },
  { line: 2, side: "after", text: 'model_provider = "pointsman"' },
  {
    line: 3,
    side: "after",
    text: `base_url = "http://127.0.0.1:4100/v1" # ${"a line of awkward length ".repeat(6)}`,
  },
];

export function StatesSection() {
  const [account, setAccount] = useState("Anthropic");
  return (
    <>
      <Card title="Empty" padding="none">
        <div className={css.state}>
          <Empty
            title="No call has come in yet"
            action={
              <>
                <Button tone="primary">Run a sample call</Button>
                <Button>Connect a tool</Button>
              </>
            }
          >
            Point a tool at the address above, or run one through the simulator. It costs nothing.
          </Empty>
        </div>
      </Card>
      <Card title="Error" padding="none">
        <div className={css.state}>
          <ErrorState
            what="The ledger could not be read."
            why="ledger.db is locked by another process since 14:30."
            now="Calls still run; their cost waits in the journal and nothing is lost."
            onRetry={() => {}}
          />
        </div>
      </Card>
      <Card title="Loading" padding="none">
        <DataTable label="Loading" columns={COLUMNS} rows={[]} rowKey={() => ""} loading fit="rows" />
      </Card>
      <Card title="Diff">
        <Diff path="~/.codex/config.toml" change="edited" lines={DIFF} />
      </Card>
      <Card title="Banners">
        <div className={css.stack}>
          <Banner tone="caution" icon={<Glyph name="moved" size={14} />}>
            The move cost <b>$0.1066</b> more: 16,384 cached tokens at Anthropic could not be used here.
          </Banner>
          <Banner tone="stop" action={<Button size="sm">Show both</Button>}>
            routes.toml changed underneath. Nothing was saved.
          </Banner>
          <Banner>Another window owns this folder; changes are sent to it.</Banner>
        </div>
      </Card>
      <div className={css.wide}>
        <SplitList
          label="Accounts"
          items={ACCOUNTS}
          itemKey={(a) => a.name}
          itemName={(a) => `${a.name}: ${a.why}`}
          selected={account}
          onSelect={setAccount}
          foot={<AspectText aspect="off">LM Studio, vLLM and llama.cpp are not running</AspectText>}
          renderItem={(a) => (
            <div className={css.account}>
              <Monogram name={a.name} size="lg" />
              <div className={css.accountText}>
                <b>{a.name}</b>
                <AspectText aspect={a.aspect}>{a.why}</AspectText>
              </div>
              <HourStrip slots={a.aspect === "stop" ? HOUR : HOUR.map(() => "clear")} />
            </div>
          )}
        >
          <div className={css.state}>
            <Empty title={account}>The selected account stands here.</Empty>
          </div>
        </SplitList>
      </div>
    </>
  );
}
