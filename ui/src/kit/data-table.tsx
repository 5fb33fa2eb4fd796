import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useMemo } from "react";
import { type ColumnRoom, columnsThatFit, gridTracks } from "../lib/columns";
import css from "./data-table.module.css";
import { DataTableHead } from "./data-table-head";
import { DataTableRow } from "./data-table-row";
import { DataTableSkeleton } from "./data-table-skeleton";
import { useDensity } from "./theme-mode";
import { useRowKeys } from "./use-row-keys";
import { useSize } from "./use-size";

export type Column<T> = ColumnRoom & {
  readonly head: string;
  /** Its head sorts by it, where the table takes `onSort`. */
  readonly sorts?: boolean;
  /** Numbers stand at the end. */
  readonly align?: "start" | "end";
  readonly cell: (row: T) => ReactNode;
};

/** By which column rows stand, and whether the greatest is above. */
export type Sorting = { readonly id: string; readonly down: boolean };

type DataTableProps<T> = {
  readonly label: string;
  /** The same array between renders, so that a row that did not change is not drawn again. */
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** A row's name for a screen reader, when reading all its cells says too much. */
  readonly rowName?: (row: T) => string;
  readonly selected?: string | null;
  readonly onSelect?: (key: string) => void;
  /** Enter or a double click. */
  readonly onOpen?: (key: string) => void;
  /** J and K work wherever the focus is: for the one list that a page is about. */
  readonly pageKeys?: boolean;
  /** The first load: places for rows. A reload keeps the rows and sets `stale`. */
  readonly loading?: boolean;
  readonly stale?: boolean;
  /** In the rows' place when there are none. */
  readonly empty?: ReactNode;
  /** How `rows` stand now; `onSort` hears which column's head was pressed. */
  readonly sorting?: Sorting | null;
  readonly onSort?: (id: string) => void;
  /** A last row that does not scroll: column id to content. */
  readonly total?: Readonly<Record<string, ReactNode>>;
  /** What a click on a row does; keys choose and Enter opens either way. */
  readonly press?: "select" | "open";
  /** The end of the rows is near: time to read more. */
  readonly onNearEnd?: (() => void) | undefined;
  /** `fill` takes the room that is left and scrolls; `rows` is as high as its rows. */
  readonly fit?: "fill" | "rows";
};

/** As high as `.head` in the sheet. */
const HEAD = 29;
/** How many rows before the last one more are read. */
const NEAR_END = 20;

/** Rows of one kind: virtual, sticky head, columns that give way, the whole of it by keyboard. */
export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowName,
    selected = null,
    onSelect,
    onOpen,
    empty,
    total,
    fit = "fill",
  } = props;
  const [frame, { width }] = useSize<HTMLDivElement>();
  const rowHeight = useDensity() === "compact" ? 27 : 32;
  const shown = useMemo(() => (width === 0 ? columns : columnsThatFit(columns, width)), [columns, width]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head is inside what scrolls, and a total lies over its end: a row is in view only between them.
    scrollPaddingEnd: HEAD + (total ? rowHeight + 2 : 0),
    initialRect: { width: 800, height: 600 },
  });
  useEffect(() => {
    if (rowHeight > 0) virtual.measure();
  }, [rowHeight, virtual]);
  const lastDrawn = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const { onNearEnd } = props;
  useEffect(() => {
    if (rows.length > 0 && lastDrawn >= rows.length - NEAR_END) onNearEnd?.();
  }, [lastDrawn, rows.length, onNearEnd]);
  const keys = useRowKeys({
    rows,
    rowKey,
    selected,
    onSelect,
    onOpen,
    pageKeys: props.pageKeys ?? false,
    show: (index) => virtual.scrollToIndex(index),
  });
  const baseId = keys.baseId;
  const totalRow = total && rows.length > 0;

  return (
    <div className={css.ring} data-fit={fit}>
      <div
        className={css.frame}
        ref={frame}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-busy={props.loading || props.stale || undefined}
        aria-activedescendant={keys.active}
        data-fit={fit}
        data-stale={props.stale || undefined}
        style={{ "--tracks": gridTracks(shown) } as CSSProperties}
        onKeyDown={keys.onKeyDown}
      >
        <div role="row" aria-rowindex={1} className={css.head}>
          {shown.map((column) => (
            <DataTableHead
              key={column.id}
              column={column}
              sorting={props.sorting ?? null}
              onSort={props.onSort}
            />
          ))}
        </div>
        {props.loading && rows.length === 0 ? (
          <DataTableSkeleton columns={shown} />
        ) : rows.length === 0 ? (
          <div className={css.empty} role="row">
            <div className={css.emptyCell} role="gridcell">
              {empty}
            </div>
          </div>
        ) : (
          <div role="presentation" className={css.body} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const key = rowKey(row);
              return (
                <DataTableRow
                  key={key}
                  id={`${baseId}-${item.index}`}
                  rowId={key}
                  row={row}
                  name={rowName?.(row)}
                  columns={shown}
                  index={item.index}
                  top={item.start}
                  selected={key === selected}
                  onSelect={onSelect}
                  press={props.press ?? "select"}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        )}
        {totalRow && (
          <div role="row" aria-rowindex={rows.length + 2} className={css.total}>
            {shown.map((column) => (
              <span key={column.id} role="gridcell" className={css.cell} data-align={column.align}>
                {total[column.id]}
              </span>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
