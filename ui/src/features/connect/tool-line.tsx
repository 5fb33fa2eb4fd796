import type { ToolView } from "../../ipc/bindings";
import { Ago } from "../../kit/ago";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import { factOf } from "./tools-model";

const words = strings.tools;

/** The second line of a tool's row: its last call, or the fact that matters in its state. */
export function ToolLine({ tool }: { readonly tool: ToolView }) {
  if (tool.state !== "connected") return factOf(tool);
  if (tool.last_call === null) return words.noCall;
  return (
    <>
      {words.lastCall} <Ago at={unixMillis(tool.last_call)} />
    </>
  );
}
