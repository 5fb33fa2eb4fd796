import { useEffect, useState } from "react";
import type { Narrow } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { SearchField } from "../../kit/search-field";
import { strings } from "../../lib/strings";
import { FilterMenu } from "./filter-menu";
import { valueName } from "./model";
import css from "./requests.module.css";
import { BYS, type By, isNarrowed, type RequestsSearch, unnarrowed } from "./search";

const words = strings.requests;
/** Long enough that a word is not searched letter by letter. */
const REST_MS = 250;

type FilterBarProps = {
  readonly search: RequestsSearch;
  readonly narrow: Narrow;
  readonly providers: ReadonlyMap<string, string>;
  readonly onSearch: (search: RequestsSearch) => void;
};

/** What narrows the list, one chip each, and the way to narrow it further. */
export function FilterBar({ search, narrow, providers, onSearch }: FilterBarProps) {
  const set = (by: By, value: string | undefined) => onSearch({ ...search, [by]: value });
  return (
    <div className={css.filters}>
      <TextSearch
        // What the address says anew (a chip, a link) stands in the field at once.
        key={search.text ?? ""}
        value={search.text ?? ""}
        onChange={(text) => onSearch({ ...search, text: text === "" ? undefined : text })}
      />
      {BYS.map((by) => {
        const value = search[by];
        if (value === undefined) return null;
        const name = words.by[by];
        return (
          <Chip key={by} tone="on" onRemove={() => set(by, undefined)} removes={words.filter.removes(name)}>
            {words.filter.is(name)} <b>{valueName(by, value, providers)}</b>
          </Chip>
        );
      })}
      <FilterMenu narrow={narrow} providers={providers} onPick={set} />
      {isNarrowed(search) && (
        <Button size="sm" tone="ghost" onClick={() => onSearch(unnarrowed(search))}>
          {words.filter.clear}
        </Button>
      )}
    </div>
  );
}

type TextSearchProps = { readonly value: string; readonly onChange: (value: string) => void };

/** Asks the ledger when the typing rests. */
function TextSearch({ value, onChange }: TextSearchProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return <SearchField label={words.search} value={text} onChange={setText} pageKey />;
}
