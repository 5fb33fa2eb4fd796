import { useMemo, useState } from "react";
import { Button } from "../../kit/button";
import { DataTable } from "../../kit/data-table";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { SearchField } from "../../kit/search-field";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { findModels } from "./model";
import { modelColumns } from "./model-columns";
import css from "./models.module.css";
import type { Models } from "./use-models";

const words = strings.providers.models;

/** What the catalogue knows of the account's models, with their prices. */
export function ModelsSection({ models }: { readonly models: Models }) {
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const all = useMemo(() => models.data ?? [], [models.data]);
  const rows = useMemo(() => findModels(all, text), [all, text]);
  const columns = useMemo(() => modelColumns(all), [all]);
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
    </section>
  );
}
