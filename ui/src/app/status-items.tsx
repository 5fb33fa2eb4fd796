import type { Status } from "../ipc/bindings";
import { Money } from "../kit/money";
import { StatusItem } from "../kit/status-item";
import { StatusSeparator } from "../kit/status-separator";
import { aspectOf } from "../lib/aspect";
import { totalPlaces } from "../lib/money";
import { groupDigits } from "../lib/number";
import { strings } from "../lib/strings";
import { nanoUsd } from "../lib/units";
import { worstFirst } from "./status-model";

const words = strings.app.statusBar;

/** Traffic, today's money with simulated and unpriced apart, and how each account stands. */
export function StatusItems({ status }: { readonly status: Status }) {
  const today = nanoUsd(status.today);
  const simulated = nanoUsd(status.today_simulated);
  return (
    <>
      <StatusItem strong={groupDigits(status.in_flight)}>{words.inFlight}</StatusItem>
      <StatusItem strong={groupDigits(status.calls_per_minute)}>{words.perMinute}</StatusItem>
      <StatusItem strong={<Money value={today} places={totalPlaces(today)} />} title={words.todayWhy}>
        {words.today}
      </StatusItem>
      {simulated !== 0 && (
        <StatusItem
          strong={<Money value={simulated} places={totalPlaces(simulated)} />}
          title={words.simulatedWhy}
        >
          {words.simulated}
        </StatusItem>
      )}
      {status.today_unpriced > 0 && (
        <StatusItem strong={groupDigits(status.today_unpriced)} title={words.unpricedWhy}>
          {words.unpriced}
        </StatusItem>
      )}
      {status.accounts.length > 0 && <StatusSeparator />}
      {worstFirst(status.accounts).map(({ name, aspect, why }) => (
        <StatusItem
          key={name}
          aspect={aspectOf(aspect)}
          title={why === null ? name : words.accountWhy(name, why)}
          {...(why === null ? {} : { strong: name })}
        >
          {why ?? name}
        </StatusItem>
      ))}
    </>
  );
}
