import type { ReactNode } from "react";
import { Glyph, type GlyphName } from "./glyph";
import css from "./rail.module.css";

export type Station = {
  readonly id: string;
  readonly label: string;
  readonly glyph: GlyphName;
  readonly href: string;
  /** Its keys, said in the title. */
  readonly keys: string;
  /** At the end of the line, apart from the others. */
  readonly last?: boolean;
};

type RailProps = {
  readonly label: string;
  readonly stations: readonly Station[];
  readonly current: string | null;
  /** Small buttons at the end of the line. */
  readonly foot?: ReactNode;
};

/** The line with its stations, lit where you are. */
export function Rail({ label, stations, current, foot }: RailProps) {
  return (
    <nav className={css.rail} aria-label={label}>
      <ul className={css.line}>
        {stations.map((station) => (
          <li key={station.id} data-last={station.last || undefined}>
            <a
              className={css.station}
              href={station.href}
              title={`${station.label} (${station.keys})`}
              aria-current={station.id === current ? "page" : undefined}
            >
              <Glyph name={station.glyph} size={18} />
              <span>{station.label}</span>
            </a>
          </li>
        ))}
      </ul>
      <div className={css.foot}>{foot}</div>
    </nav>
  );
}
