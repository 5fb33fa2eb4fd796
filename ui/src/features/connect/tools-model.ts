import type {
  CannotConnect,
  ToolAspect,
  ToolCheck,
  ToolState,
  ToolsView,
  ToolView,
} from "../../ipc/bindings";
import type { Aspect } from "../../lib/aspect";
import { never } from "../../lib/never";
import { strings } from "../../lib/strings";

const words = strings.tools;
/** What the house takes for "as the tool asks". */
export const OWN_MODEL = "own";

/** A row of the list: a tool, or one that cannot be connected. */
export type ToolRow =
  | { readonly kind: "tool"; readonly key: string; readonly tool: ToolView }
  | { readonly kind: "cannot"; readonly key: string; readonly cannot: CannotConnect };

const RANK: Readonly<Record<ToolState, number>> = { drifted: 0, connected: 1, ready: 2, not_found: 3 };

/** What needs a look first, then what is connected, what could be, what is not here, and what cannot be. */
export function rowsOf(view: ToolsView): readonly ToolRow[] {
  const tools = view.tools
    .map((tool): ToolRow => ({ kind: "tool", key: tool.id, tool }))
    .sort((a, b) => rank(a) - rank(b));
  const cannot = view.cannot.map(
    (one): ToolRow => ({ kind: "cannot", key: `cannot:${one.name}`, cannot: one }),
  );
  return [...tools, ...cannot];
}

const rank = (row: ToolRow): number => (row.kind === "tool" ? RANK[row.tool.state] : RANK.not_found + 1);

/** The signal of a tool: whether its calls arrive. */
export function aspectOfTool(state: ToolState): Aspect {
  switch (state) {
    case "connected":
      return "clear";
    case "drifted":
      return "caution";
    case "ready":
    case "not_found":
      return "off";
    default:
      return never(state);
  }
}

const ASPECT_RANK: Readonly<Record<ToolAspect, number>> = { stop: 0, caution: 1, clear: 2 };

/** What hinders first. */
export const worstFirst = (checks: readonly ToolCheck[]): readonly ToolCheck[] =>
  [...checks].sort((a, b) => ASPECT_RANK[a.aspect] - ASPECT_RANK[b.aspect]);

/** The second line of a row. */
export function factOf(tool: ToolView): string {
  switch (tool.state) {
    case "drifted":
      return worstFirst(tool.checks)[0]?.says ?? tool.speaks;
    case "connected":
    case "ready":
      return tool.files.join(", ");
    case "not_found":
      return tool.install;
    default:
      return never(tool.state);
  }
}

/** The models that a tool can be pointed at, its own first where it has some. */
export function modelChoices(
  tool: ToolView,
  models: readonly string[],
): readonly { readonly value: string; readonly label: string }[] {
  const named = models.map((name) => ({ value: name, label: name }));
  const usual = tool.proposed ?? tool.model;
  const rest = usual !== null && !models.includes(usual) ? [{ value: usual, label: usual }] : [];
  return [...(asksItsOwn(tool) ? [{ value: OWN_MODEL, label: words.own }] : []), ...named, ...rest];
}

/** Tools that speak OpenAI's chat are given a provider of ours, and have no models of their own there. */
const asksItsOwn = (tool: ToolView): boolean => tool.speaks !== "OpenAI Chat Completions";

/** The model that is chosen before anybody chose: the one it has, or the one that is proposed. */
export const usualModel = (tool: ToolView): string =>
  (tool.connected === null ? tool.proposed : tool.model) ?? OWN_MODEL;

/** While one is connected and has not called, its first call is waited for. */
export const isWaiting = (view: ToolsView | undefined): boolean =>
  view?.tools.some((tool) => tool.connected !== null && !hasCalled(tool)) ?? false;

/** A call that came before it was connected was another key's. */
export const hasCalled = (tool: ToolView): boolean => tool.last_call !== null;
