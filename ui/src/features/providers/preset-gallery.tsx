import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { api } from "../../ipc/api";
import type { Preset } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { FailureNote } from "../../kit/failure-note";
import { Monogram } from "../../kit/monogram";
import { SearchField } from "../../kit/search-field";
import { Skeleton } from "../../kit/skeleton";
import { strings } from "../../lib/strings";
import css from "./forms.module.css";
import { findPresets } from "./model";

const words = strings.providerForms.gallery;
const PLACES = ["58%", "44%", "62%", "50%", "40%", "66%"] as const;
/** Two columns: what an arrow steps over. */
const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 2, ArrowUp: -2 };

/** The providers that the catalogue knows; what runs on this machine stands first. */
export function PresetGallery({ onPick }: { readonly onPick: (preset: Preset) => void }) {
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets });
  const [text, setText] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const tiles = (): Element[] => [...(list.current?.querySelectorAll("button") ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    const all = tiles();
    const at = document.activeElement === null ? -1 : all.indexOf(document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    focusOn(all[at + step]);
  };
  const found = findPresets(presets.data ?? [], text);
  return (
    <div className={css.gallery}>
      <div className={css.search}>
        <SearchField
          label={words.find}
          value={text}
          onChange={setText}
          autoFocus
          onDown={() => focusOn(tiles()[0])}
        />
      </div>
      {presets.error && (
        <FailureNote
          what={words.failed}
          failure={presets.error}
          action={
            <Button size="sm" loading={presets.isFetching} onClick={() => void presets.refetch()}>
              {strings.kit.retry}
            </Button>
          }
        />
      )}
      {presets.data !== undefined && found.length === 0 && (
        <p className={css.quiet}>{words.noMatch(text.trim())}</p>
      )}
      <ul
        className={css.tiles}
        ref={list}
        onKeyDown={onKeyDown}
        aria-label={words.title}
        aria-busy={presets.isPending}
      >
        {presets.isPending &&
          PLACES.map((width) => (
            <li key={width} className={css.place}>
              <Skeleton width={width} />
            </li>
          ))}
        {found.map((preset) => (
          <li key={preset.id}>
            <button type="button" className={css.tile} onClick={() => onPick(preset)}>
              <Monogram name={preset.name} letters={preset.monogram} size="lg" />
              <span className={css.tileText}>
                <b className={css.tileName}>{preset.name}</b>
                <span className={css.tileSub}>
                  {keyWord(preset.key)}, {words.models(preset.models)}
                </span>
              </span>
              {preset.found && (
                <Chip size="sm" tone="clear">
                  {words.found}
                </Chip>
              )}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusOn(element: Element | undefined): void {
  if (element instanceof HTMLElement) element.focus();
}

function keyWord(key: string): string {
  if (key === "needed") return words.needed;
  return key === "optional" ? words.optional : words.none;
}
