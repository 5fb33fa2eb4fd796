import type { Column } from "./data-table";
import css from "./data-table.module.css";

type DataTableRowProps<T> = {
  readonly id: string;
  readonly row: T;
  readonly name: string | undefined;
  readonly columns: readonly Column<T>[];
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: (() => void) | undefined;
  readonly onOpen: (() => void) | undefined;
};

/** The grid owns the focus; its keys do what a click on a row does. */
export function DataTableRow<T>(props: DataTableRowProps<T>) {
  const { id, row, name, columns, index, top, selected, onSelect, onOpen } = props;
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
      onClick={onSelect}
      onDoubleClick={onOpen}
    >
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className={css.cell} data-align={column.align}>
          {column.cell(row)}
        </span>
      ))}
    </div>
  );
}
