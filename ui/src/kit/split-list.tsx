import { IconGripVertical } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import css from "./split-list.module.css";
import { useReorder } from "./use-reorder";
import { VisuallyHidden } from "./visually-hidden";

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
  /** The order can be changed: by dragging, or by Alt and an arrow on a row. */
  readonly onMove?: (from: number, to: number) => void;
  /** Below the last row: what else there is. */
  readonly foot?: ReactNode;
  /** The selected one's page. */
  readonly children: ReactNode;
};

const STEP: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const never = () => {};

/** A list at the left, its selected member at the right: accounts, tools. */
export function SplitList<T>(props: SplitListProps<T>) {
  const { label, items, itemKey, renderItem, itemName, selected, onSelect, onMove, foot, children } = props;
  const { list, drag, handle } = useReorder<HTMLUListElement>(onMove ?? never);
  const at = items.findIndex((item) => itemKey(item) === selected);
  // A row that moves in the document loses the focus; it is given back.
  const moved = useRef(false);
  useLayoutEffect(() => {
    const row = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (moved.current && document.activeElement === document.body) row?.focus();
  });
  const move = (event: KeyboardEvent, step: number) => {
    const to = at + step;
    if (!onMove || Math.abs(step) !== 1 || !event.key.startsWith("Arrow") || !items[to]) return;
    event.preventDefault();
    moved.current = true;
    onMove(at, to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      move(event, step);
      return;
    }
    const next = items[Math.max(0, at + step)];
    if (!next) return;
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
              <li
                key={key}
                className={css.place}
                data-reorder
                data-dragged={drag?.from === i || undefined}
                data-drop={dropSide(drag, i)}
              >
                {onMove && items.length > 1 && (
                  <span className={css.grip} aria-hidden {...handle(i)}>
                    <IconGripVertical size={14} stroke={1.6} />
                  </span>
                )}
                <button
                  type="button"
                  className={css.item}
                  aria-current={key === selected || undefined}
                  aria-keyshortcuts={onMove && "Alt+ArrowUp Alt+ArrowDown"}
                  tabIndex={i === Math.max(0, at) ? 0 : -1}
                  onClick={() => onSelect(key)}
                >
                  {/* Its name in words, instead of its figures one after the other. */}
                  <VisuallyHidden>{itemName(item)}</VisuallyHidden>
                  <span className={css.content} aria-hidden>
                    {renderItem(item)}
                  </span>
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

/** The line that shows where the dragged row would land. */
function dropSide(drag: { readonly from: number; readonly to: number } | null, i: number) {
  if (!drag || drag.to === drag.from || drag.to !== i) return undefined;
  return drag.to < drag.from ? "above" : "below";
}
