import type { AccountHealth, AccountView } from "../../ipc/bindings";
import { AccountHead } from "./account-head";
import css from "./detail.module.css";
import { HourFacts } from "./hour-facts";
import { KeyFacts } from "./key-facts";
import type { Standing } from "./model";
import { ModelsSection } from "./models-section";
import { TestPanel } from "./test-panel";
import { useModels } from "./use-models";
import { WhereFacts } from "./where-facts";

type AccountDetailProps = {
  readonly account: AccountView;
  readonly standing: Standing;
  /** The last hour, where any call went there. */
  readonly health: AccountHealth | null;
};

/** One account: its key, where calls go, a test, its models. */
export function AccountDetail({ account, standing, health }: AccountDetailProps) {
  const models = useModels(account.name);
  return (
    <>
      <AccountHead account={account} standing={standing} />
      <div className={css.facts}>
        <KeyFacts account={account} />
        <WhereFacts account={account} />
        <HourFacts account={account} health={health} />
      </div>
      <TestPanel account={account} models={models.data ?? []} />
      <ModelsSection account={account.name} models={models} health={health} targets={account.targets} />
    </>
  );
}
