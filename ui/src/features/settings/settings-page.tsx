import { useStatus } from "../../ipc/use-status";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { FolderCard } from "./folder-card";
import { GuestsCard } from "./guests-card";
import { KeepCard } from "./keep-card";
import { LedgerCard } from "./ledger-card";
import { waitingNames } from "./model";
import { ProxyCard } from "./proxy-card";
import css from "./settings.module.css";
import { SettingsSkeleton } from "./settings-skeleton";
import { useSettings } from "./use-settings";
import { WindowCard } from "./window-card";

const words = strings.settings;

/** Everything in settings.toml: each change holds at once, or says that it waits for the next start. */
export function SettingsPage() {
  const { query, change, refused } = useSettings();
  const status = useStatus();
  const view = query.data;
  const failure: Failure | null = query.error;
  const waiting = view === undefined ? [] : waitingNames(view);
  const editor = view && { view, change, refused };
  const retry = () => void query.refetch();
  return (
    <Page
      head={
        <PageHead
          title={words.title}
          {...(status.data && { sub: words.sub(`${status.data.data_dir}/settings.toml`) })}
        />
      }
    >
      {editor === undefined && failure !== null ? (
        <ErrorState
          what={words.error.what}
          why={failure.message}
          now={failure.hint ?? words.error.now}
          onRetry={retry}
          retrying={query.isFetching}
        />
      ) : editor === undefined ? (
        <SettingsSkeleton />
      ) : (
        <>
          {failure !== null && (
            <FailureNote
              what={words.error.what}
              failure={failure}
              now={words.error.stale}
              action={
                <Button size="sm" loading={query.isFetching} onClick={retry}>
                  {strings.kit.retry}
                </Button>
              }
            />
          )}
          {editor.view.trouble !== null && (
            <FailureNote
              what={words.error.broken}
              failure={{ message: editor.view.trouble }}
              now={words.error.now}
            />
          )}
          {waiting.length > 0 && (
            <Banner tone="caution" icon={<Lamp aspect="caution" name={null} />}>
              {words.waiting(waiting)}
            </Banner>
          )}
          <div className={css.page} data-stale={failure !== null || undefined}>
            <div className={css.column}>
              <ProxyCard editor={editor} />
              <GuestsCard editor={editor} />
              {status.data && <KeepCard path={status.data.data_dir} />}
            </div>
            <div className={css.column}>
              <WindowCard editor={editor} />
              <LedgerCard editor={editor} />
              {status.data && <FolderCard path={status.data.data_dir} version={status.data.version} />}
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
