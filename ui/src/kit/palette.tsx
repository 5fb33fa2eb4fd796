import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Command, Group } from "../lib/palette";
import { rowAfter } from "../lib/row-step";
import { strings } from "../lib/strings";
import { Kbd } from "./kbd";
import css from "./palette.module.css";

type PaletteProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly groups: readonly Group[];
};

const words = strings.kit.palette;

/** Everything there is, by its name: type, walk with the arrows, Enter does it. */
export function Palette({ open, onClose, typed, onTyped, groups }: PaletteProps) {
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={600}
      yOffset="9vh"
      lockScroll={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={words.label}>
        <Search onClose={onClose} typed={typed} onTyped={onTyped} groups={groups} />
      </Modal.Content>
    </Modal.Root>
  );
}

/** A combobox whose list stands open: the focus stays in the field, the lit row is its active descendant. */
function Search({ onClose, typed, onTyped, groups }: Omit<PaletteProps, "open">) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [lit, setLit] = useState(0);
  const rows = groups.flatMap((group) => group.commands);
  const at = Math.min(lit, rows.length - 1);
  const idOf = (index: number) => `${id}-${index}`;
  useEffect(() => {
    list.current?.querySelector(`[data-lit]`)?.scrollIntoView({ block: "nearest" });
  });
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.key.length === 1 || ["Home", "End"].includes(event.key))
      return;
    const next = rowAfter(event.key, at, rows.length);
    if (next !== null) setLit(next);
    else if (event.key === "Enter") run(rows[at]);
    else return;
    event.preventDefault();
  };
  let index = -1;
  return (
    <>
      <div className={css.field}>
        <IconSearch size={15} stroke={1.6} aria-hidden />
        <input
          className={css.input}
          role="combobox"
          aria-label={words.placeholder}
          aria-expanded
          aria-controls={id}
          aria-activedescendant={at >= 0 ? idOf(at) : undefined}
          aria-autocomplete="list"
          placeholder={words.placeholder}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={(event) => {
            onTyped(event.currentTarget.value);
            setLit(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="Escape" />
      </div>
      <div className={css.list} id={id} role="listbox" aria-label={words.found} ref={list}>
        {groups.map((group, g) => (
          // biome-ignore lint/a11y/useSemanticElements: a list box has groups, a fieldset it has not
          <div key={group.name} role="group" aria-labelledby={`${id}-g${g}`}>
            <div className={css.head} id={`${id}-g${g}`} role="presentation">
              {group.name}
            </div>
            {group.commands.map((command) => {
              index += 1;
              const mine = index;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
                <div
                  key={command.id}
                  id={idOf(mine)}
                  role="option"
                  aria-selected={mine === at}
                  data-lit={mine === at || undefined}
                  className={css.row}
                  onPointerMove={() => setLit(mine)}
                  onClick={() => run(command)}
                >
                  <span className={css.label}>{command.label}</span>
                  {command.note !== undefined && <span className={css.note}>{command.note}</span>}
                  {command.keys !== undefined && <Kbd keys={command.keys} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {rows.length === 0 && <p className={css.none}>{words.none}</p>}
      <p className={css.foot}>{words.foot}</p>
    </>
  );
}
