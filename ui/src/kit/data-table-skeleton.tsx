import type { ColumnRoom } from "../lib/columns";
import { strings } from "../lib/strings";
import css from "./data-table.module.css";
import { Skeleton } from "./skeleton";
import { VisuallyHidden } from "./visually-hidden";

const WIDTHS = ["62%", "48%", "70%", "54%", "66%", "44%"] as const;

type Placed = ColumnRoom & { readonly align?: "start" | "end" };

export function DataTableSkeleton({ columns }: { readonly columns: readonly Placed[] }) {
  return (
    <div>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      {WIDTHS.map((_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: six places that never move
        <div key={line} className={css.place}>
          {columns.map((column, i) => (
            <span key={column.id} className={css.cell} data-align={column.align}>
              <Skeleton width={WIDTHS[(line + i) % WIDTHS.length] ?? "50%"} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
