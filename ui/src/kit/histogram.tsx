import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { barAt, endsOf, type Stretch, stepStretch } from "../lib/histogram";
import css from "./histogram.module.css";

export type HistogramBar = { readonly calls: number; readonly failed: number };

type HistogramProps = {
  readonly label: string;
  /** What it says, in one sentence, with its keys. */
  readonly sentence: string;
  readonly bars: readonly HistogramBar[];
  /** A stretch of bars in words, for whoever does not see it. */
  readonly say: (first: number, last: number) => string;
  /** The labels below, at a share of the width. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Narrows to a stretch of bars, first and last. */
  readonly onPick: (first: number, last: number) => void;
};

/** Counts over time, what failed at their foot. A drag, or Shift and arrows, choose a stretch. */
export function Histogram({ label, sentence, bars, say, ticks, onPick }: HistogramProps) {
  const [chosen, setChosen] = useState<Stretch | null>(null);
  const [drags, setDrags] = useState(false);
  const highest = Math.max(1, ...bars.map((bar) => bar.calls));
  const below = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return barAt(event.clientX - box.left, box.width, bars.length);
  };
  const pick = (stretch: Stretch) => {
    setChosen(null);
    onPick(...endsOf(stretch));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepStretch(chosen, event.key, event.shiftKey, bars.length);
    if (next !== null) setChosen(next);
    else if (event.key === "Enter" && chosen) pick(chosen);
    else if (event.key === "Escape" && chosen) setChosen(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const ends = chosen && endsOf(chosen);
  return (
    <div className={css.frame}>
      <div
        className={css.plot}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={chosen?.at ?? 0}
        aria-valuetext={ends ? say(...ends) : sentence}
        title={ends ? say(...ends) : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => setChosen(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = below(event);
          setDrags(true);
          setChosen({ anchor: at, at });
        }}
        onPointerMove={(event) => {
          const at = below(event);
          setChosen(drags && chosen ? { ...chosen, at } : { anchor: at, at });
        }}
        onPointerUp={() => {
          setDrags(false);
          if (drags && chosen) pick(chosen);
        }}
        onPointerCancel={() => setDrags(false)}
        onPointerLeave={() => !drags && setChosen(null)}
      >
        {bars.map((bar, i) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={i}
            className={css.bar}
            data-on={(ends !== null && i >= ends[0] && i <= ends[1]) || undefined}
          >
            <i style={{ height: `${(100 * (bar.calls - bar.failed)) / highest}%` }} />
            {bar.failed > 0 && <b style={{ height: `max(2px, ${(100 * bar.failed) / highest}%)` }} />}
          </span>
        ))}
      </div>
      <div className={css.axis} aria-hidden>
        {ticks.map((tick) => (
          <span key={tick.at} style={{ left: `${100 * tick.at}%` }}>
            {tick.label}
          </span>
        ))}
      </div>
    </div>
  );
}
