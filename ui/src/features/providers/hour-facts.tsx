import type { AccountHealth, AccountView } from "../../ipc/bindings";
import { Duration } from "../../kit/duration";
import { HourStrip } from "../../kit/hour-strip";
import { Percent } from "../../kit/percent";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { millis } from "../../lib/units";
import css from "./detail.module.css";
import { limitWords, slotsOf } from "./model";

type HourFactsProps = {
  readonly account: AccountView;
  readonly health: AccountHealth | null;
};

const words = strings.providers.hour;

/** How the last hour went, and what is set as its limits. */
export function HourFacts({ account, health }: HourFactsProps) {
  const limits = limitWords(account.limits);
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
      {limits.length > 0 && (
        <p className={css.quiet}>
          {strings.accountSettings.facts.limits}: {limits.join(", ")}
        </p>
      )}
    </section>
  );
}
