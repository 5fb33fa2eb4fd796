import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useCalls } from "../../ipc/calls";
import { useStatus } from "../../ipc/use-status";
import { IconButton } from "../../kit/icon-button";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { useKeys } from "../../kit/use-keys";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { clockTime } from "../../lib/time";
import { Above } from "./above";
import { CallList } from "./call-list";
import { Filters } from "./filters";
import { FirstRun } from "./first-run";
import { countsOf, type Filter, filtered, newerThan, projectsOf } from "./model";
import { SendButton } from "./send-button";
import { Story } from "./story";
import { useFrozen } from "./use-frozen";
import { useProviderName } from "./use-providers";
import { useSendCall } from "./use-send-call";

const words = strings.live;
const EVERYTHING: Filter = { which: "all", project: null };

/** Calls as they run. What is chosen here narrows the list; the calls themselves go on. */
export function LivePage() {
  const calls = useCalls();
  const { data: status } = useStatus();
  const { call: selected } = useSearch({ from: "/live" });
  const navigate = useNavigate();
  const [filter, setFilter] = useState(EVERYTHING);
  const { frozen, toggle, shown } = useFrozen(calls.data);
  const nameOf = useProviderName();
  const select = useCallback(
    (call: string | undefined) => void navigate({ to: "/live", search: { call }, replace: true }),
    [navigate],
  );
  const close = useCallback(() => select(undefined), [select]);
  const { send, sending, failure } = useSendCall(select);
  useKeys({ p: toggle, ...(selected === undefined ? {} : { Escape: close }) });

  const rows = shown ? filtered(shown, filter) : [];
  const url = status?.base_url ?? null;
  const none = calls.data?.length === 0;
  const firstStart = status !== undefined && !status.real_accounts;
  const newer = frozen && calls.data ? newerThan(calls.data, frozen.calls) : 0;
  return (
    <Page
      body="flush"
      head={
        <PageHead
          title={strings.app.station.live}
          {...(frozen
            ? {
                sub: [
                  words.freeze.frozen(clockTime(frozen.at)),
                  ...(newer > 0 ? [words.freeze.since(groupDigits(newer))] : []),
                ].join(", "),
              }
            : {})}
        >
          {calls.data && !none && (
            <>
              <Filters
                filter={filter}
                onChange={setFilter}
                counts={countsOf(shown ?? [], filter.project)}
                projects={projectsOf(shown ?? [])}
              />
              <IconButton
                tone="default"
                label={frozen ? words.freeze.go : words.freeze.freeze}
                pressed={frozen !== null}
                icon={frozen ? <IconPlayerPlayFilled size={13} /> : <IconPlayerPauseFilled size={13} />}
                onClick={toggle}
              />
              {!firstStart && url !== null && <SendButton sending={sending} onSend={send} />}
            </>
          )}
        </PageHead>
      }
      drawer={
        selected !== undefined && (
          <Story
            key={selected}
            id={selected}
            row={shown?.find(({ id }) => id === selected)}
            nameOf={nameOf}
            onClose={close}
          />
        )
      }
    >
      <Above
        error={calls.data ? calls.error : null}
        failure={failure}
        newest={firstStart ? calls.data?.[0] : undefined}
        url={url}
        sending={sending}
        onSend={send}
        onRead={select}
      />
      {none && firstStart ? (
        <FirstRun url={url} sending={sending} onSend={send} />
      ) : (
        <CallList
          rows={rows}
          all={shown?.length ?? 0}
          query={calls}
          url={url}
          selected={selected ?? null}
          onSelect={select}
          onShowAll={() => setFilter(EVERYTHING)}
          nameOf={nameOf}
          sending={sending}
          onSend={send}
        />
      )}
    </Page>
  );
}
