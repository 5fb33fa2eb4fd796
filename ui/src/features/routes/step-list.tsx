import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import type { ChainView, StepView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { useReorder } from "../../kit/use-reorder";
import { strings } from "../../lib/strings";
import { moveBy, nameOf, stepKeys } from "./model";
import { StepRow } from "./step-row";
import css from "./steps.module.css";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.step;

type StepListProps = { readonly chain: ChainView; readonly change: PolicyEditor["change"] };

/** The steps in their order: dragged by the handle, moved by buttons, or by Alt and an arrow on the focused handle. */
export function StepList({ chain, change }: StepListProps) {
  const keys = stepKeys(chain.steps);
  const count = chain.steps.length;
  const targets = chain.steps.reduce((sum, step) => sum + step.targets.length, 0);
  const refocus = useRef<string | null>(null);
  const moveTo = (from: number, to: number) => {
    const { name } = chain;
    void change(() => ({ edit: "move_step", chain: name, from, to })).then((done) => {
      if (done) announce(words.moved(stepName(chain.steps[from]), to + 1, count));
    });
  };
  const { list, drag, handle } = useReorder<HTMLOListElement>(moveTo);

  // A row that moves in the document loses the focus; it is given back to the same step.
  useLayoutEffect(() => {
    const key = refocus.current;
    if (key === null) return;
    const element = handleOf(list.current, key);
    if (element && document.activeElement !== element) element.focus();
  });

  const move = (key: string, by: 1 | -1) => {
    const name = stepName(chain.steps[keys.indexOf(key)]);
    let to = 0;
    const made = change((view) => {
      const edit = moveBy(view, chain.name, key, by);
      if (edit?.edit === "move_step") to = edit.to;
      return edit;
    });
    void made.then((done) => done && announce(words.moved(name, to + 1, count)));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const key = event.target instanceof HTMLElement ? event.target.dataset.handle : undefined;
    if (key === undefined) return;
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
    if (by === null) return;
    event.preventDefault();
    if (event.altKey) {
      refocus.current = key;
      move(key, by);
      return;
    }
    const next = keys[keys.indexOf(key) + by];
    refocus.current = null;
    handleOf(list.current, next ?? key)?.focus();
  };
  const remove = (step: number, target: number) => {
    const removed = chain.steps[step]?.targets[target];
    const name = removed ? nameOf(removed) : "";
    void change(() => ({ edit: "remove_target", chain: chain.name, step, target })).then(
      (done) => done && announce(words.removed(name)),
    );
  };

  return (
    <ol
      className={css.steps}
      ref={list}
      aria-label={words.list(chain.name)}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (document.activeElement !== document.body) refocus.current = null;
      }}
    >
      <li className={css.heads} aria-hidden>
        <span>{words.model}</span>
        <span className={css.price}>{words.in}</span>
        <span className={css.price}>{words.out}</span>
      </li>
      {chain.steps.map((step, i) => {
        const key = keys[i] ?? "";
        return (
          <li
            key={key}
            className={css.step}
            data-reorder
            data-dragged={drag?.from === i || undefined}
            data-drop={dropSide(drag, i)}
          >
            {i > 0 && <span className={css.between}>{words.onFailure}</span>}
            {step.targets.map((target, j) => (
              <StepRow
                key={target.target}
                target={target}
                place={j === 0 ? { step: i + 1, of: count } : null}
                stepKey={key}
                handle={handle(i)}
                onMove={(by) => move(key, by)}
                onRemove={targets > 1 ? () => remove(i, j) : undefined}
              />
            ))}
          </li>
        );
      })}
    </ol>
  );
}

function handleOf(list: HTMLElement | null, key: string): HTMLElement | undefined {
  const handles = list?.querySelectorAll<HTMLElement>("[data-handle]") ?? [];
  return [...handles].find((handle) => handle.dataset.handle === key);
}

const stepName = (step: StepView | undefined): string => step?.targets.map(nameOf).join(", ") ?? "";

/** The line that shows where the dragged step would land. */
function dropSide(drag: { readonly from: number; readonly to: number } | null, i: number) {
  if (!drag || drag.to === drag.from || drag.to !== i) return undefined;
  return drag.to < drag.from ? "above" : "below";
}
