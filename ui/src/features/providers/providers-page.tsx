import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { useIntent } from "../../kit/intent";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { SplitList } from "../../kit/split-list";
import { type Failure, useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { AccountDetail } from "./account-detail";
import { AccountRow } from "./account-row";
import { AddDialog } from "./add-dialog";
import { accountsChanged } from "./changed";
import { ListFoot } from "./list-foot";
import { modelsInReach, movedTo, shownAccount, standingOf } from "./model";
import css from "./providers.module.css";
import { ProvidersSkeleton } from "./providers-skeleton";

const words = strings.providers;
/** A slot of the hour is two minutes; fresher than this tells nothing more. */
const HEALTH_MS = 15_000;

/** The accounts: where calls go, with which key, to which models. */
export function ProvidersPage() {
  const accounts = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list });
  const status = useQuery({ queryKey: queryKeys.status, queryFn: api.settings.status });
  const health = useQuery({
    queryKey: queryKeys.health,
    queryFn: api.providers.health,
    refetchInterval: HEALTH_MS,
  });
  const ordering = useTask();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const chosen = useSearch({ from: "/providers" }).account ?? null;
  const setChosen = (account: string) =>
    void navigate({ to: "/providers", search: { account }, replace: true });
  const [adding, setAdding] = useState(false);
  useIntent("add-account", () => setAdding(true), accounts.data !== undefined);
  const list = accounts.data ?? [];
  const shown = shownAccount(list, chosen);
  const healthOf = (name: string) => status.data?.accounts.find((one) => one.name === name) ?? null;
  const hourOf = (name: string) => health.data?.find((one) => one.account === name) ?? null;
  const move = (from: number, to: number) => {
    const moved = list[from];
    if (!moved) return;
    cache.setQueryData(queryKeys.accounts, movedTo(list, from, to));
    void ordering
      .run(async () => {
        const now = await api.providers.reorder({ account: moved.name, to });
        cache.setQueryData(queryKeys.accounts, now);
        announce(words.moved(moved.name, to + 1, list.length));
      })
      .finally(() => accountsChanged(cache));
  };
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
      {ordering.failure && (
        <div className={css.note}>
          <FailureNote what={words.moveFailed} failure={ordering.failure} />
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
              <AccountRow
                account={account}
                standing={standingOf(account, healthOf(account.name))}
                hour={hourOf(account.name)?.hour ?? null}
              />
            )}
            selected={shown.name}
            onSelect={setChosen}
            onMove={move}
            foot={<ListFoot accounts={list} onAdded={setChosen} />}
          >
            <AccountDetail
              key={shown.name}
              account={shown}
              standing={standingOf(shown, healthOf(shown.name))}
              health={hourOf(shown.name)}
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
