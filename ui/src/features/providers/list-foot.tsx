import type { AccountView } from "../../ipc/bindings";
import { strings } from "../../lib/strings";
import { LocalOffers } from "./local-offers";
import css from "./offers.module.css";

type ListFootProps = {
  readonly accounts: readonly AccountView[];
  readonly onAdded: (name: string) => void;
};

/** Below the accounts: what else answers on this machine, and what the simulator alone means. */
export function ListFoot({ accounts, onAdded }: ListFootProps) {
  return (
    <div className={css.offers}>
      {accounts.every((account) => account.simulated) && <p>{strings.providers.onlySimulator}</p>}
      <LocalOffers accounts={accounts} onAdded={onAdded} />
    </div>
  );
}
