import type { AccountHealth, AccountView } from "../../ipc/bindings";
import { useClock } from "../../kit/clock";
import { Duration } from "../../kit/duration";
import { HourStrip } from "../../kit/hour-strip";
import { Meter } from "../../kit/meter";
import { Percent } from "../../kit/percent";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { millis } from "../../lib/units";
import css from "./detail.module.css";
import facts from "./facts.module.css";
import { roomLines } from "./keys";
import { slotsOf } from "./model";

type HourFactsProps = {
  readonly account: AccountView;
  readonly health: AccountHealth | null;
};

const words = strings.providers.hour;

/** How the last hour went, and how much room is left. */
export function HourFacts({ account, health }: HourFactsProps) {
  const minute = useClock((now) => Math.floor(now / 10_000));
  const room = roomLines(account, minute * 10_000);
  return (
    <section className={css.fact}>
      <h3 className={css.label}>{words.label}</h3>
      {health === null ? (
        <p className={css.quiet}>{words.none}</p>
      ) : (
        <>
          <HourStrip slots={slotsOf(health.hour)} />
          <dl className={css.ways}>
            <div>
              <dt>{words.attempts}</dt>
              <dd>{groupDigits(health.sum.attempts)}</dd>
            </div>
            <div>
              <dt>{words.failed}</dt>
              <dd>
                <Percent ratio={health.sum.failed / health.sum.attempts} places={1} />
              </dd>
            </div>
            <div>
              <dt title={words.firstTokenWhy}>{words.firstToken}</dt>
              <dd>
                <Duration value={health.sum.first_token === null ? null : millis(health.sum.first_token)} />
              </dd>
            </div>
          </dl>
        </>
      )}
      {room.length > 0 && (
        <dl className={facts.room} aria-label={strings.providers.room.label}>
          {room.map((line) => (
            <div key={`${line.name} ${line.why}`} title={line.why}>
              <dt>{line.name}</dt>
              <dd>
                <Meter
                  ratio={line.used}
                  label={strings.providers.room.used(line.name)}
                  {...(line.aspect !== null && { aspect: line.aspect })}
                />
                <span>{line.text}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
