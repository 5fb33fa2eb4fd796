import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { headline } from "../calls/model";
import { api } from "../ipc/api";
import { useCalls } from "../ipc/calls";
import { queryKeys } from "../ipc/query-keys";
import { useStatus } from "../ipc/use-status";
import { announce } from "../kit/announce";
import { copyText } from "../kit/copy-text";
import { type Intent, intend } from "../kit/intent";
import { setDensity } from "../kit/theme-mode";
import { type Command, type Group, groupsOf, wantedOf } from "../lib/palette";
import { strings } from "../lib/strings";
import {
  accountCommands,
  callCommands,
  chainCommands,
  type Doings,
  modelCommands,
  pageCommands,
  projectCommands,
  themeCommands,
} from "./palette-commands";
import type { StationId } from "./stations";
import { useThemeChoice } from "./use-theme";

const words = strings.app.palette;
const MOST_IN_GROUP = 6;
const MOST_WHEN_TYPED = 12;

/** Everything the palette knows while it is open, by what is typed. */
export function usePalette(typed: string, open: boolean, onKeys: () => void): readonly Group[] {
  const enabled = open;
  const policy = useQuery({ queryKey: queryKeys.policy, queryFn: api.routes.read, enabled });
  const accounts = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list, enabled });
  const targets = useQuery({ queryKey: queryKeys.targets, queryFn: api.routes.targets, enabled });
  const connect = useQuery({ queryKey: queryKeys.connect, queryFn: api.connect.view, enabled });
  const calls = useCalls();
  const doings = useDoings();
  const acts = useActs(onKeys);
  const wanted = wantedOf(typed);
  return useMemo(() => {
    if (!open) return [];
    const { kind, text } = wanted;
    const told = callCommands(calls.data ?? [], text, headline, doings);
    if (kind === "call") return groupsOf(told, text, MOST_WHEN_TYPED);
    if (kind === "acts") return groupsOf(acts, text, MOST_WHEN_TYPED * 2);
    const places = pageCommands(doings);
    if (text === "") return groupsOf([...places, ...acts, ...told.slice(0, 4)], text, MOST_WHEN_TYPED);
    const all = [
      ...places,
      ...acts,
      ...chainCommands(policy.data, doings),
      ...accountCommands(accounts.data ?? [], doings),
      ...projectCommands(connect.data, doings),
      ...modelCommands(targets.data ?? [], doings),
      ...told,
    ];
    return groupsOf(all, text, MOST_IN_GROUP);
  }, [open, wanted, calls.data, policy.data, accounts.data, targets.data, connect.data, doings, acts]);
}

function useDoings(): Doings {
  const navigate = useNavigate();
  return useMemo(
    () => ({
      go: (station) => void navigate({ to: `/${station}` }),
      openChain: (chain) => void navigate({ to: "/routes", search: { chain } }),
      openCall: (call) => void navigate({ to: "/requests", search: { call, range: "all" } }),
      callsOf: (narrow) => void navigate({ to: "/requests", search: { ...narrow, range: "all" } }),
      account: (account) => void navigate({ to: "/providers", search: { account } }),
    }),
    [navigate],
  );
}

/** What can be done from everywhere. */
function useActs(onKeys: () => void): readonly Command[] {
  const navigate = useNavigate();
  const chooseTheme = useThemeChoice();
  const url = useStatus().data?.base_url ?? null;
  return useMemo(() => {
    const act = (id: string, label: string, run: () => void, keys?: string): Command => ({
      ...{ id, label, group: words.act, acts: true, run },
      ...(keys !== undefined && { keys }),
    });
    const there = (station: StationId, intent: Intent) => () => {
      intend(intent);
      void navigate({ to: `/${station}` });
    };
    const send = async () => {
      try {
        const { call } = await api.connect.testCall({ model: null, stream: true });
        announce(words.sent);
        void navigate({ to: "/live", search: { call: call ?? undefined } });
      } catch (error) {
        announce(words.sendFailed(error instanceof Error ? error.message : String(error)));
      }
    };
    const reachable =
      url === null
        ? []
        : [
            act("send", words.send, () => void send()),
            act("copy address", words.copyAddress, () => copyText(url)),
          ];
    return [
      ...reachable,
      act("add account", words.addAccount, there("providers", "add-account")),
      act("new key", words.newKey, there("connect", "new-key")),
      act("new chain", words.newChain, there("routes", "new-chain")),
      ...themeCommands(chooseTheme),
      act("comfortable", words.density.comfortable, () => setDensity("comfortable")),
      act("compact", words.density.compact, () => setDensity("compact")),
      act("keys", words.keys, onKeys, "?"),
    ];
  }, [navigate, url, onKeys, chooseTheme]);
}
