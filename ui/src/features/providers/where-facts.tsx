import type { AccountView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { CopyButton } from "../../kit/copy-button";
import { strings } from "../../lib/strings";
import css from "./detail.module.css";

const words = strings.providers;
const { facts } = strings.accountSettings;

/** Where calls go and on which way, and who sends them there. */
export function WhereFacts({ account }: { readonly account: AccountView }) {
  const ways = [
    [facts.region, account.region],
    [facts.proxy, account.proxy === "none" ? facts.noProxy : account.proxy],
    [facts.caFile, account.ca_file],
    ...account.headers.map(({ name, value }) => [name, value] as const),
  ] as const;
  return (
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
      <dl className={css.ways}>
        {ways.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd title={value}>{value}</dd>
              </div>
            ),
        )}
        <div>
          <dt>{words.chains.label}</dt>
          <dd className={css.chips}>
            {account.chains.length === 0
              ? words.chains.none
              : account.chains.map((chain) => (
                  <Chip key={chain} size="sm">
                    {words.chains.chain(chain)}
                  </Chip>
                ))}
          </dd>
        </div>
      </dl>
    </section>
  );
}
