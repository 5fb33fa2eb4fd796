import type { ReactNode } from "react";
import { type Series, seriesColor } from "../lib/series";
import css from "./bar-list.module.css";
import { Swatch } from "./swatch";

export type BarListRow = {
  readonly key: string;
  readonly name: string;
  readonly series: Series;
  /** Of the longest bar, 0 to 1. */
  readonly ratio: number;
  /** Already formatted by `Money` or `Tokens`. */
  readonly value: ReactNode;
};

/** Amounts of one moment side by side: a name, a bar, the figure. A list, so it needs no table behind it. */
export function BarList({ label, rows }: { readonly label: string; readonly rows: readonly BarListRow[] }) {
  return (
    <ul className={css.list} aria-label={label}>
      {rows.map((row) => (
        <li key={row.key} className={css.row}>
          <span className={css.name} title={row.name}>
            <Swatch series={row.series}>{row.name}</Swatch>
          </span>
          <span className={css.well} aria-hidden>
            <span
              className={css.bar}
              style={{
                width: `${Math.max(0, Math.min(1, row.ratio)) * 100}%`,
                background: seriesColor(row.series),
              }}
            />
          </span>
          <span className={css.value}>{row.value}</span>
        </li>
      ))}
    </ul>
  );
}
