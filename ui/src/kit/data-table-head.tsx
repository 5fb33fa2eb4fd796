import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { strings } from "../lib/strings";
import type { Sorting } from "./data-table";
import css from "./data-table.module.css";
import { VisuallyHidden } from "./visually-hidden";

type DataTableHeadProps = {
  readonly column: {
    readonly id: string;
    readonly head: string;
    readonly sorts?: boolean;
    readonly align?: "start" | "end";
  };
  readonly sorting: Sorting | null;
  readonly onSort: ((id: string) => void) | undefined;
};

/** A column's name; where it sorts, a button whose arrow says how the rows stand. */
export function DataTableHead({ column, sorting, onSort }: DataTableHeadProps) {
  const sorted = sorting?.id === column.id ? sorting : null;
  const Arrow = sorted?.down ? IconArrowDown : IconArrowUp;
  const order = sorted === null ? undefined : sorted.down ? "descending" : "ascending";
  return (
    <span role="columnheader" className={css.cell} data-align={column.align} aria-sort={order}>
      {column.sorts && onSort ? (
        <button type="button" className={css.sort} onClick={() => onSort(column.id)}>
          {sorted && column.align === "end" && <Arrow size={11} stroke={1.8} aria-hidden />}
          {column.head}
          {sorted && column.align !== "end" && <Arrow size={11} stroke={1.8} aria-hidden />}
        </button>
      ) : (
        // A column of buttons has no word above it, but a name.
        column.head || <VisuallyHidden>{strings.kit.actions}</VisuallyHidden>
      )}
    </span>
  );
}
