import type { AccountView } from "../../ipc/bindings";
import { AspectText } from "../../kit/aspect-text";
import { Chip } from "../../kit/chip";
import { HourStrip } from "../../kit/hour-strip";
import { Monogram } from "../../kit/monogram";
import { strings } from "../../lib/strings";
import { type Standing, slotsOf } from "./model";
import css from "./providers.module.css";

type AccountRowProps = {
  readonly account: AccountView;
  readonly standing: Standing;
  /** The last hour in slots, where any call went. */
  readonly hour: readonly string[] | null;
};

const words = strings.providers;

export function AccountRow({ account, standing, hour }: AccountRowProps) {
  return (
    <>
      <Monogram name={account.provider_name} letters={account.monogram} size="lg" />
      <span className={css.rowText}>
        <span className={css.rowName}>
          <b title={account.provider_name}>{account.provider_name}</b>
          <span className={css.faint} title={account.name}>
            {account.name}
          </span>
        </span>
        <AspectText aspect={standing.aspect}>{standing.word}</AspectText>
      </span>
      <span className={css.rowEnd}>
        {account.simulated ? (
          <span title={words.simulatedWhy}>
            <Chip size="sm" tone="flat">
              {words.simulated}
            </Chip>
          </span>
        ) : (
          <span className={css.rowChains} title={account.chains.join(", ")}>
            {words.inChains(account.chains)}
          </span>
        )}
        <HourStrip slots={slotsOf(hour)} />
      </span>
    </>
  );
}
