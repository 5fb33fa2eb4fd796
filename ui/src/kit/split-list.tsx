import { type KeyboardEvent, type ReactNode, useRef } from "react";
import css from "./split-list.module.css";

type SplitListProps<T> = {
  readonly label: string;
  readonly items: readonly T[];
  readonly itemKey: (item: T) => string;
  /** The row's content; the list draws its frame, its hover and its selection. */
  readonly renderItem: (item: T) => ReactNode;
  /** The accessible name of a row. */
  readonly itemName: (item: T) => string;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  /** Below the last row: what else there is. */
  readonly foot?: ReactNode;
  /** The selected one's page. */
  readonly children: ReactNode;
};

const STEP: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** A list at the left, its selected member at the right: accounts, tools. */
export function SplitList<T>(props: SplitListProps<T>) {
  const { label, items, itemKey, renderItem, itemName, selected, onSelect, foot, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const at = items.findIndex((item) => itemKey(item) === selected);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    const next = step === undefined ? undefined : items[Math.max(0, at + step)];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onSelect(itemKey(next));
    list.current?.querySelectorAll("button")[items.indexOf(next)]?.focus();
  };
  return (
    <div className={css.split}>
      <div className={css.side}>
        <ul className={css.list} aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {items.map((item, i) => {
            const key = itemKey(item);
            return (
              <li key={key}>
                <button
                  type="button"
                  className={css.item}
                  aria-label={itemName(item)}
                  aria-current={key === selected || undefined}
                  tabIndex={i === Math.max(0, at) ? 0 : -1}
                  onClick={() => onSelect(key)}
                >
                  {renderItem(item)}
                </button>
              </li>
            );
          })}
        </ul>
        {foot && <div className={css.foot}>{foot}</div>}
      </div>
      <div className={css.detail}>{children}</div>
    </div>
  );
}
