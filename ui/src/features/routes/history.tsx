import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { PolicyVersion } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Ago } from "../../kit/ago";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { Empty } from "../../kit/empty";
import { ErrorState } from "../../kit/error-state";
import { Id } from "../../kit/id";
import { Popover } from "../../kit/popover";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import css from "./history.module.css";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.past;

/** As wide as a summary with its button. */
const WIDTH = 360;

/** Earlier versions, newest first, each one press away. Bringing one back is a change like any other. */
export function History({ restore }: { readonly restore: PolicyEditor["restore"] }) {
  return (
    <Popover
      label={words.title}
      width={WIDTH}
      trigger={(button) => (
        <Button {...button} icon={<IconHistory size={14} stroke={1.6} aria-hidden />}>
          {strings.routes.history}
        </Button>
      )}
    >
      <Versions restore={restore} />
    </Popover>
  );
}

function Versions({ restore }: { readonly restore: PolicyEditor["restore"] }) {
  const history = useQuery({ queryKey: queryKeys.history, queryFn: api.routes.history });
  const versions = history.data;
  if (history.error && !versions) {
    return (
      <ErrorState
        what={words.unread}
        why={history.error.message}
        now={words.unreadNow}
        onRetry={() => void history.refetch()}
        retrying={history.isFetching}
      />
    );
  }
  if (versions?.length === 0) return <Empty title={words.empty}>{words.kept}</Empty>;
  return (
    <>
      <h2 className={css.title}>{words.title}</h2>
      <ol className={css.list}>
        {versions?.map((version) => (
          <Version key={`${version.at} ${version.hash}`} version={version} restore={restore} />
        ))}
      </ol>
      <p className={css.kept}>{words.kept}</p>
    </>
  );
}

type VersionProps = { readonly version: PolicyVersion; readonly restore: PolicyEditor["restore"] };

function Version({ version, restore }: VersionProps) {
  const bringBack = () => {
    void restore(version.hash).then((done) => done && announce(words.restored));
  };
  return (
    <li className={css.version}>
      <div className={css.text}>
        <span className={css.summary}>{version.summary}</span>
        <span className={css.facts}>
          <Ago at={unixMillis(version.at)} />
          <Id value={version.hash} label={words.hash} chars={8} />
        </span>
      </div>
      {version.current ? (
        <Chip size="sm" tone="on">
          {words.now}
        </Chip>
      ) : (
        <Button size="sm" aria-label={words.restoreOf(version.summary)} onClick={bringBack}>
          {words.restore}
        </Button>
      )}
    </li>
  );
}
