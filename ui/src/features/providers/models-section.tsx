import { useMemo, useState } from "react";
import type { AccountHealth, TargetHealth } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { DataTable, type Sorting } from "../../kit/data-table";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { SearchField } from "../../kit/search-field";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { findModels, nextSorting, sortModels } from "./find";
import { modelColumns } from "./model-columns";
import { ModelNote } from "./model-note";
import css from "./models.module.css";
import { useModelTests } from "./use-model-tests";
import type { Models } from "./use-models";

type ModelsSectionProps = {
  readonly account: string;
  readonly models: Models;
  /** The last hour, where any call went to this account. */
  readonly health: AccountHealth | null;
  readonly targets: readonly TargetHealth[];
};

const words = strings.providers.models;

/** What the catalogue knows of the account's models, with their prices. */
export function ModelsSection({ account, models, health, targets }: ModelsSectionProps) {
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const tests = useModelTests(account);
  const all = useMemo(() => models.data ?? [], [models.data]);
  const hour = useMemo(() => new Map((health?.models ?? []).map((one) => [one.model, one])), [health]);
  const rows = useMemo(() => sortModels(findModels(all, text), sorting, hour), [all, text, sorting, hour]);
  const breakers = useMemo(() => new Map(targets.map((one) => [one.model, one])), [targets]);
  const columns = useMemo(
    () => modelColumns(all, { health: hour, tests, targets: breakers }),
    [all, hour, tests, breakers],
  );
  const picked = rows.find(({ id }) => id === selected);
  const failure: Failure | null = models.error;
  return (
    <section className={css.models} aria-label={words.title}>
      <header className={css.modelsHead}>
        <h2 className={css.modelsTitle}>{words.title}</h2>
        {all.length > 0 && <span className={css.faint}>{words.known(all.length, rows.length)}</span>}
        <span className={css.unit}>{words.perMillion}</span>
        <SearchField label={words.find} value={text} onChange={setText} pageKey />
      </header>
      {failure !== null && models.data === undefined ? (
        <ErrorState
          what={words.failed}
          why={failure.message}
          now={failure.hint ?? ""}
          onRetry={() => void models.refetch()}
          retrying={models.isFetching}
        />
      ) : (
        <div className={css.table}>
          <DataTable
            label={words.title}
            columns={columns}
            rows={rows}
            rowKey={(model) => model.id}
            selected={selected}
            onSelect={setSelected}
            onOpen={tests.run}
            sorting={sorting}
            onSort={(id) => setSorting(nextSorting(sorting, id))}
            loading={models.isPending}
            stale={failure !== null}
            empty={
              text.trim() === "" ? (
                <Empty title={words.noneTitle}>{words.none}</Empty>
              ) : (
                <Empty
                  title={words.noMatch}
                  action={<Button onClick={() => setText("")}>{words.clear}</Button>}
                >
                  {words.noMatchBody(text.trim())}
                </Empty>
              )
            }
          />
        </div>
      )}
      {picked && (
        <ModelNote
          account={account}
          model={picked}
          tested={tests.of(picked.id)}
          target={breakers.get(picked.id) ?? null}
          onClose={() => setSelected(null)}
        />
      )}
    </section>
  );
}
