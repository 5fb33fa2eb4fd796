import { memo, type ReactNode } from "react";
import type { Column } from "./data-table";
import css from "./data-table.module.css";

type DataTableRowProps<T> = {
  readonly id: string;
  readonly rowId: string;
  readonly row: T;
  readonly name: string | undefined;
  readonly columns: readonly Column<T>[];
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: ((key: string) => void) | undefined;
  readonly press: "select" | "open";
  readonly onOpen: ((key: string) => void) | undefined;
};

/** The grid owns the focus; its keys do what a click on a row does. */
export function DataTableRow<T>(props: DataTableRowProps<T>) {
  const { id, rowId, row, name, columns, index, top, selected, onSelect, onOpen } = props;
  const onPress = props.press === "open" ? onOpen : onSelect;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for its rows
    <div
      id={id}
      role="row"
      className={css.row}
      aria-rowindex={index + 2}
      aria-selected={onSelect ? selected : undefined}
      aria-label={name}
      data-press={onSelect !== undefined || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onPress && (() => onPress(rowId))}
      onDoubleClick={props.press === "select" && onOpen ? () => onOpen(rowId) : undefined}
    >
      <Cells row={row} columns={columns} />
    </div>
  );
}

type CellsProps<T> = { readonly row: T; readonly columns: readonly Column<T>[] };

function CellsOf<T>({ row, columns }: CellsProps<T>): ReactNode {
  return columns.map((column) => (
    <span key={column.id} role="gridcell" className={css.cell} data-align={column.align}>
      {column.cell(row)}
    </span>
  ));
}

/** A row that only moves, because others came above it, does not draw its cells again. */
const Cells = memo(CellsOf) as typeof CellsOf;
