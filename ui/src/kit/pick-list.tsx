import { type KeyboardEvent, useEffect, useRef } from "react";
import css from "./pick-list.module.css";

export type PickItem = {
  readonly key: string;
  readonly label: string;
  /** At the row's end: how many. */
  readonly aside?: string;
  readonly mono?: boolean;
};

type PickListProps = {
  readonly label: string;
  readonly items: readonly PickItem[];
  readonly onPick: (key: string) => void;
  /** Takes the focus when it appears: for a list that was opened to choose from. */
  readonly autoFocus?: boolean;
};

const STEP: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A few things to choose one from, in a popover. Arrows walk, Enter chooses. */
export function PickList({ label, items, onPick, autoFocus = false }: PickListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (autoFocus) list.current?.querySelector("button")?.focus();
  }, [autoFocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (step === undefined) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
    event.preventDefault();
  };
  return (
    <ul className={css.list} aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <li key={item.key}>
          <button type="button" className={css.item} onClick={() => onPick(item.key)}>
            <span className={css.label} data-mono={item.mono || undefined} title={item.label}>
              {item.label}
            </span>
            {item.aside !== undefined && <span className={css.aside}>{item.aside}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
