import type { FileChange, ToolPlan } from "../../ipc/bindings";
import { Banner } from "../../kit/banner";
import { Diff } from "../../kit/diff";
import { Lamp } from "../../kit/lamp";
import { asSentence } from "../../kit/sentence";
import { strings } from "../../lib/strings";
import css from "./tools.module.css";

const words = strings.tools.plan;
const CHANGE: Readonly<Record<FileChange, string>> = {
  made: words.made,
  edited: words.edited,
  restored: words.restored,
  removed: words.removed,
  kept: words.kept,
};

/** The files of a plan, each with its lines. */
export function PlanView({ plan }: { readonly plan: ToolPlan }) {
  return (
    <div className={css.plan}>
      {plan.refused !== null && (
        <Banner tone="stop" icon={<Lamp aspect="stop" size={12} name={null} />}>
          <b>{words.refused}</b> {asSentence(plan.refused)}
        </Banner>
      )}
      {plan.files.length === 0 && plan.refused === null && <p className={css.quiet}>{words.none}</p>}
      {plan.files.map((file) => (
        <div key={file.path}>
          <Diff path={file.path} change={CHANGE[file.change]} lines={file.lines} />
          {file.note !== null && <p className={css.note}>{asSentence(file.note)}</p>}
        </div>
      ))}
    </div>
  );
}
