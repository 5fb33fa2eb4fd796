import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { api } from "../../ipc/api";
import type { Preset } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import { SearchField } from "../../kit/search-field";
import { Skeleton } from "../../kit/skeleton";
import { strings } from "../../lib/strings";
import { findPresets, namesOf } from "./find";
import css from "./forms.module.css";
import { PresetTile } from "./preset-tile";

const words = strings.providerForms.gallery;
const PLACES = ["58%", "44%", "62%", "50%", "40%", "66%"] as const;
/** Two columns: what an arrow steps over, as far as a group's rows are full. */
const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 2, ArrowUp: -2 };

/** The providers that the catalogue knows; what runs on this machine stands first. */
export function PresetGallery({ onPick }: { readonly onPick: (preset: Preset) => void }) {
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets });
  const [text, setText] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const tiles = (): Element[] => [...(list.current?.querySelectorAll("button") ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    const all = tiles();
    const at = document.activeElement === null ? -1 : all.indexOf(document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    focusOn(all[at + step]);
  };
  const groups = findPresets(presets.data ?? [], text);
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
      {presets.data !== undefined && groups.length === 0 && (
        <p className={css.quiet}>{words.noMatch(text.trim())}</p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows step between the buttons inside */}
      <div className={css.groups} ref={list} onKeyDown={onKeyDown} aria-busy={presets.isPending}>
        {presets.isPending && (
          <ul className={css.tiles}>
            {PLACES.map((width) => (
              <li key={width} className={css.place}>
                <Skeleton width={width} />
              </li>
            ))}
          </ul>
        )}
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className={css.group}>{group.title}</h3>
            <ul className={css.tiles}>
              {group.presets.map((preset) => (
                <li key={preset.id}>
                  <PresetTile preset={preset} names={namesOf(preset, text)} onPick={onPick} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function focusOn(element: Element | undefined): void {
  if (element instanceof HTMLElement) element.focus();
}
