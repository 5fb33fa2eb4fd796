import type { AccountHealth, AccountView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { CopyButton } from "../../kit/copy-button";
import { strings } from "../../lib/strings";
import { AccountHead } from "./account-head";
import css from "./detail.module.css";
import { KeyFacts } from "./key-facts";
import type { Standing } from "./model";
import { ModelsSection } from "./models-section";
import { TestPanel } from "./test-panel";
import { useModels } from "./use-models";

type AccountDetailProps = {
  readonly account: AccountView;
  readonly standing: Standing;
  /** The last hour, where any call went there. */
  readonly health: AccountHealth | null;
};

const words = strings.providers;

/** One account: its key, where calls go, a test, its models. */
export function AccountDetail({ account, standing, health }: AccountDetailProps) {
  const models = useModels(account.name);
  return (
    <>
      <AccountHead account={account} standing={standing} />
      <div className={css.facts}>
        <KeyFacts account={account} />
        <section className={css.fact}>
          <h3 className={css.label}>{words.where.label}</h3>
          {account.simulated ? (
            <p className={css.quiet}>{words.where.simulator}</p>
          ) : (
            <div className={css.address}>
              <code className={css.mono}>{account.base_url}</code>
              <CopyButton text={account.base_url} label={strings.kit.copyOf(words.where.copy)} />
            </div>
          )}
        </section>
        <section className={css.fact}>
          <h3 className={css.label}>{words.chains.label}</h3>
          {account.chains.length === 0 ? (
            <p className={css.quiet}>{words.chains.none}</p>
          ) : (
            <div className={css.chips}>
              {account.chains.map((chain) => (
                <Chip key={chain} size="sm">
                  {words.chains.chain(chain)}
                </Chip>
              ))}
            </div>
          )}
        </section>
      </div>
      <TestPanel account={account} models={models.data ?? []} />
      <ModelsSection account={account.name} models={models} health={health} />
    </>
  );
}
