import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { SplitList } from "../../kit/split-list";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { AccountDetail } from "./account-detail";
import { AccountRow } from "./account-row";
import { AddDialog } from "./add-dialog";
import { modelsInReach, shownAccount, standingOf } from "./model";
import css from "./providers.module.css";
import { ProvidersSkeleton } from "./providers-skeleton";

const words = strings.providers;

/** The accounts: where calls go, with which key, to which models. */
export function ProvidersPage() {
  const accounts = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list });
  const status = useQuery({ queryKey: queryKeys.status, queryFn: api.settings.status });
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const list = accounts.data ?? [];
  const shown = shownAccount(list, chosen);
  const healthOf = (name: string) => status.data?.accounts.find((one) => one.name === name) ?? null;
  const failure: Failure | null = accounts.error;
  const add = (
    <Button tone="primary" icon={<IconPlus size={14} stroke={1.8} />} onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  );

  return (
    <Page
      body="flush"
      head={
        <PageHead
          title={words.title}
          {...(list.length > 0 && { sub: words.count(list.length, modelsInReach(list)) })}
        >
          {list.length > 0 && add}
        </PageHead>
      }
    >
      {failure !== null && accounts.data !== undefined && (
        <div className={css.note}>
          <FailureNote
            what={words.error.what}
            failure={failure}
            now={words.error.stale}
            action={
              <Button size="sm" loading={accounts.isFetching} onClick={() => void accounts.refetch()}>
                {strings.kit.retry}
              </Button>
            }
          />
        </div>
      )}
      {accounts.data === undefined && failure !== null ? (
        <ErrorState
          what={words.error.what}
          why={failure.message}
          now={failure.hint ?? words.error.now}
          onRetry={() => void accounts.refetch()}
          retrying={accounts.isFetching}
        />
      ) : accounts.data === undefined ? (
        <ProvidersSkeleton />
      ) : shown === null ? (
        <Empty title={words.empty.title} action={add}>
          {words.empty.body}
        </Empty>
      ) : (
        <div className={css.split} data-stale={failure !== null || undefined}>
          <SplitList
            label={words.accounts}
            items={list}
            itemKey={(account) => account.name}
            itemName={(account) => {
              const { word } = standingOf(account, healthOf(account.name));
              const chains = words.inChains(account.chains);
              return words.rowName(account.name, account.provider_name, word, chains);
            }}
            renderItem={(account) => (
              <AccountRow account={account} standing={standingOf(account, healthOf(account.name))} />
            )}
            selected={shown.name}
            onSelect={setChosen}
            foot={list.every((account) => account.simulated) ? words.onlySimulator : undefined}
          >
            <AccountDetail
              key={shown.name}
              account={shown}
              standing={standingOf(shown, healthOf(shown.name))}
            />
          </SplitList>
        </div>
      )}
      <AddDialog
        open={adding}
        onClose={() => setAdding(false)}
        taken={list.map((account) => account.name)}
        noKeychain={list.some((account) => account.key === "no_keychain")}
        onAdded={setChosen}
      />
    </Page>
  );
}
