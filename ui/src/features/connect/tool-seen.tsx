import { IconArrowRight } from "@tabler/icons-react";
import type { ToolView } from "../../ipc/bindings";
import { Ago } from "../../kit/ago";
import { Lamp } from "../../kit/lamp";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import css from "./tools.module.css";
import { aspectOfTool } from "./tools-model";

const words = strings.tools.seen;

/** Whether a connected tool's calls arrive; until the first one, that it is waited for. */
export function ToolSeen({ tool }: { readonly tool: ToolView }) {
  return (
    <p className={css.seen} role="status">
      <Lamp aspect={tool.last_call === null ? "off" : aspectOfTool(tool.state)} name={null} />
      {tool.last_call === null ? (
        <>
          <b>{words.waiting}</b> <span className={css.quiet}>{words.waitingHint(tool.name)}</span>
        </>
      ) : (
        <>
          <b>{tool.state === "connected" ? words.came : words.before}</b>
          <span className={css.quiet}>
            {words.last} <Ago at={unixMillis(tool.last_call)} />
          </span>
          <a className={css.link} href="#/live">
            {words.open}
            <IconArrowRight size={13} stroke={1.6} aria-hidden />
          </a>
        </>
      )}
    </p>
  );
}
