import { sumOf } from "../lib/stack";
import { strings } from "../lib/strings";
import type { StackedBarsProps } from "./stacked-bars";
import css from "./stacked-bars.module.css";

export function StackedBarsTable({ sentence, days, series, format }: StackedBarsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={css.tableFrame} aria-label={sentence} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{strings.kit.day}</th>
            {series.map((s) => (
              <th key={s.name} scope="col">
                {s.name}
              </th>
            ))}
            <th scope="col">{strings.kit.total}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.key}>
              <th scope="row">{day.label}</th>
              {series.map((s, i) => (
                <td key={s.name}>{format(day.values[i] ?? 0)}</td>
              ))}
              <td>{format(sumOf(day))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
