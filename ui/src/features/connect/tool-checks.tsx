import type { ToolCheck } from "../../ipc/bindings";
import { Lamp } from "../../kit/lamp";
import css from "./tools.module.css";
import { worstFirst } from "./tools-model";

/** What would help or hinder a tool's calls, what hinders first. */
export function ToolChecks({ checks }: { readonly checks: readonly ToolCheck[] }) {
  return (
    <ul className={css.checks}>
      {worstFirst(checks).map((check) => (
        <li key={`${check.place ?? ""}${check.says}`}>
          <Lamp aspect={check.aspect} size={12} />
          <span>
            {check.says}
            {check.place !== null && (
              <>
                {" "}
                <code>{check.place}</code>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
