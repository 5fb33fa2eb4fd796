import type { ReactNode } from "react";
import { formatDuration } from "../lib/quantity";
import { strings } from "../lib/strings";
import { type Millis, millis } from "../lib/units";
import { type AttemptTimes, barsOf, waterfallTicks } from "../lib/waterfall";
import { Chip } from "./chip";
import { Duration } from "./duration";
import { Monogram } from "./monogram";
import { Swatch } from "./swatch";
import css from "./waterfall.module.css";

export type Attempt = AttemptTimes & {
  readonly provider: string;
  readonly target: string;
  /** How it ended, in two words: "Overloaded 529". */
  readonly verdict: string;
  readonly tone: "clear" | "caution" | "stop" | "plain";
  /** What it meant: had the client seen anything, was it billed. */
  readonly note?: ReactNode;
};

type WaterfallProps = {
  readonly attempts: readonly Attempt[];
  /** From arrival to the end, or to now. */
  readonly total: Millis;
  /** After the legend: "259 tok/s". */
  readonly rate?: string;
};

export function Waterfall({ attempts, total, rate }: WaterfallProps) {
  return (
    <div className={css.waterfall}>
      <div className={css.axis} aria-hidden>
        {waterfallTicks(total).map((tick) => (
          <span key={tick.label} data-first={tick.left === 0 || undefined} style={{ left: `${tick.left}%` }}>
            {tick.label}
          </span>
        ))}
      </div>
      <ol>
        {attempts.map((attempt, i) => {
          const spent = millis((attempt.end ?? total) - attempt.start);
          const name = strings.kit.attempt(i + 1, attempt.target, attempt.verdict, formatDuration(spent));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an attempt is its place in the call
            <li key={i} className={css.attempt} aria-label={name}>
              <div className={css.line}>
                <span className={css.number}>{i + 1}</span>
                <Monogram name={attempt.provider} />
                <span className={css.target} title={attempt.target}>
                  {attempt.target}
                </span>
                <Chip size="sm" tone={attempt.tone}>
                  {attempt.verdict}
                </Chip>
                <span className={css.spent}>
                  <Duration value={spent} />
                </span>
              </div>
              <div className={css.lane} aria-hidden>
                {barsOf(attempt, total).map((bar) => (
                  <span
                    key={bar.kind}
                    className={css.bar}
                    data-kind={bar.kind}
                    style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
                  />
                ))}
              </div>
              {attempt.note && <p className={css.note}>{attempt.note}</p>}
            </li>
          );
        })}
      </ol>
      <div className={css.legend} aria-hidden>
        <Swatch series={6}>{strings.kit.connect}</Swatch>
        <Swatch series="hatched">{strings.kit.waiting}</Swatch>
        <Swatch series="accent">{rate ? `${strings.kit.streaming}, ${rate}` : strings.kit.streaming}</Swatch>
        {attempts.some((attempt) => attempt.failed) && <Swatch series="stop">{strings.kit.failed}</Swatch>}
      </div>
    </div>
  );
}
