import { type KeyboardEvent, useId } from "react";
import { rowAfter } from "../lib/row-step";
import { type KeyMap, useKeys } from "./use-keys";

type RowKeys<T> = {
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly selected: string | null;
  readonly onSelect: ((key: string) => void) | undefined;
  readonly onOpen: ((key: string) => void) | undefined;
  readonly pageKeys: boolean;
  readonly show: (index: number) => void;
};

const NONE: KeyMap = {};

/** Moves a selection through rows: J K, arrows, Home, End, Page keys; Enter opens. */
export function useRowKeys<T>({ rows, rowKey, selected, onSelect, onOpen, pageKeys, show }: RowKeys<T>) {
  const baseId = useId();
  const at = selected === null ? -1 : rows.findIndex((row) => rowKey(row) === selected);
  const move = (key: string): boolean => {
    const target = rowAfter(key, at, rows.length);
    const row = target === null ? undefined : rows[target];
    if (target === null || row === undefined || !onSelect) return false;
    onSelect(rowKey(row));
    show(target);
    return true;
  };
  const open = (): boolean => {
    if (selected === null || !onOpen) return false;
    onOpen(selected);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" ? open() : move(event.key)) event.preventDefault();
  };
  useKeys(pageKeys ? { j: () => move("j"), k: () => move("k") } : NONE);
  return { baseId, onKeyDown, active: at >= 0 ? `${baseId}-${at}` : undefined };
}
