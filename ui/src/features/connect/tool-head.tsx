import type { ReactNode } from "react";
import type { ToolView } from "../../ipc/bindings";
import { Monogram } from "../../kit/monogram";
import { strings } from "../../lib/strings";
import css from "./tools.module.css";

const words = strings.tools.head;

/** A tool's name, what it speaks, with which key, and what can be done. */
export function ToolHead({ tool, children }: { readonly tool: ToolView; readonly children: ReactNode }) {
  return (
    <header className={css.head}>
      <Monogram name={tool.name} letters={tool.name.slice(0, 2)} size="lg" />
      <div className={css.headText}>
        <h2 className={css.title}>{tool.name}</h2>
        <p className={css.quiet}>
          {words.speaks(tool.speaks)}. {sentence(tool)}
        </p>
      </div>
      <span className={css.actions}>{children}</span>
    </header>
  );
}

function sentence(tool: ToolView): string {
  if (tool.connected === null) return words.connect;
  if (tool.key === null) return words.keyless;
  return words.connected(tool.key.last4, tool.key.project);
}
