import type { CallView, ConnectView, PolicyView } from "../ipc/bindings";
import type { ThemeMode } from "../kit/theme-mode";
import type { Command } from "../lib/palette";
import { strings } from "../lib/strings";
import { clockTime } from "../lib/time";
import { unixMillis } from "../lib/units";
import { STATIONS, type StationId } from "./stations";

const words = strings.app.palette;

/** What the palette can do; each is somebody else's to do. */
export type Doings = {
  readonly go: (station: StationId) => void;
  readonly openChain: (chain: string) => void;
  readonly openCall: (call: string) => void;
  readonly callsOf: (narrow: { readonly project?: string; readonly model?: string }) => void;
  readonly account: (account: string) => void;
};

export const pageCommands = (doings: Doings): readonly Command[] =>
  STATIONS.map((station) => ({
    id: `go ${station.id}`,
    group: words.go,
    label: station.label,
    keys: station.keys,
    run: () => doings.go(station.id),
  }));

export function chainCommands(policy: PolicyView | undefined, doings: Doings): readonly Command[] {
  return (policy?.chains ?? []).map((chain) => ({
    id: `chain ${chain.name}`,
    group: words.chains,
    label: chain.name,
    words: "chain route",
    note: words.editChain(chain.steps.length),
    run: () => doings.openChain(chain.name),
  }));
}

export function accountCommands(
  accounts: readonly { readonly name: string; readonly provider_name: string }[],
  doings: Doings,
): readonly Command[] {
  return accounts.map((account) => ({
    id: `account ${account.name}`,
    group: words.accounts,
    label: account.name,
    words: `${account.provider_name} provider account`,
    note: account.provider_name,
    run: () => doings.account(account.name),
  }));
}

/** Targets as `<account>/<model>`; a model that several accounts offer is one. */
export function modelCommands(targets: readonly string[], doings: Doings): readonly Command[] {
  const offered = new Map<string, string[]>();
  for (const target of targets) {
    const slash = target.indexOf("/");
    const model = target.slice(slash + 1);
    offered.set(model, [...(offered.get(model) ?? []), target.slice(0, slash)]);
  }
  return [...offered].map(([model, accounts]) => ({
    id: `model ${model}`,
    group: words.models,
    label: words.callsOf(model),
    words: accounts.join(" "),
    note: accounts.join(", "),
    run: () => doings.callsOf({ model }),
  }));
}

export function projectCommands(connect: ConnectView | undefined, doings: Doings): readonly Command[] {
  return (connect?.projects ?? []).map((project) => ({
    id: `project ${project}`,
    group: words.projects,
    label: project,
    words: "project",
    note: words.project,
    run: () => doings.callsOf({ project }),
  }));
}

/** Crockford's letters, as ids are written. */
const WHOLE_ID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The newest calls, and the one whose id was typed whole, wherever it lies. */
export function callCommands(
  calls: readonly CallView[],
  text: string,
  headline: (call: CallView) => string,
  doings: Doings,
): readonly Command[] {
  const known = calls.map((call) => ({
    id: `call ${call.id}`,
    group: words.calls,
    label: headline(call),
    words: `${call.id} ${call.project}`,
    note: `${clockTime(unixMillis(call.at))}, ${call.id.slice(0, 10)}…`,
    run: () => doings.openCall(call.id),
  }));
  const id = text.toUpperCase();
  if (!WHOLE_ID.test(text) || calls.some((call) => call.id === id)) return known;
  const named = {
    id: `call ${id}`,
    group: words.calls,
    label: words.call(id),
    note: words.open,
    run: () => doings.openCall(id),
  };
  return [named, ...known];
}

const MODES: readonly ThemeMode[] = ["dark", "light", "system"];

export const themeCommands = (set: (mode: ThemeMode) => void): readonly Command[] =>
  MODES.map((mode) => ({
    id: `theme ${mode}`,
    group: words.act,
    acts: true,
    label: words.theme(strings.app.theme[mode]),
    words: "appearance colour scheme",
    ...(mode === "system" && { keys: "mod+shift+l" }),
    run: () => set(mode),
  }));
