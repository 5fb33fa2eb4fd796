import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { Story } from "../../calls/story";
import { useProviderName } from "../../calls/use-provider-name";
import { api } from "../../ipc/api";
import { useCalls } from "../../ipc/calls";
import { queryKeys } from "../../ipc/query-keys";
import { useStatus } from "../../ipc/use-status";
import { Page } from "../../kit/page";
import { useKeys } from "../../kit/use-keys";
import { Above } from "./above";
import { CallList } from "./call-list";
import { FirstRun } from "./first-run";
import { LiveHead } from "./live-head";
import { type Filter, filtered } from "./model";
import { NoChain } from "./no-chain";
import { useFrozen } from "./use-frozen";
import { useSendCall } from "./use-send-call";

const EVERYTHING: Filter = { which: "all", project: null };

/** Calls as they run. What is chosen here narrows the list; the calls themselves go on. */
export function LivePage() {
  const calls = useCalls();
  const { data: status } = useStatus();
  const { call: selected } = useSearch({ from: "/live" });
  const navigate = useNavigate();
  const [filter, setFilter] = useState(EVERYTHING);
  const { frozen, toggle, shown } = useFrozen(calls.data);
  const [hidden, setHidden] = useState(false);
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
  const policy = useQuery({ queryKey: queryKeys.policy, queryFn: api.routes.read });
  const chainless = policy.data?.last_good && policy.data.chains.length === 0;
  const firstStart = status !== undefined && !status.real_accounts;
  const steps = firstStart && !hidden;
  return (
    <Page
      body="flush"
      head={
        <LiveHead
          calls={calls.data}
          frozen={frozen}
          onFreeze={toggle}
          filter={filter}
          onFilter={setFilter}
          onSend={url === null || steps ? null : send}
          sending={sending}
        />
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
        newest={steps ? calls.data?.[0] : undefined}
        url={url}
        sending={sending}
        onSend={send}
        onRead={select}
        onHide={() => setHidden(true)}
      />
      {none && chainless ? (
        <NoChain />
      ) : none && firstStart ? (
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
