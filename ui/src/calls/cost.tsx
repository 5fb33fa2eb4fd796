import type { CallView } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import { Money } from "../kit/money";
import { strings } from "../lib/strings";
import { nanoUsd } from "../lib/units";
import css from "./cost.module.css";

const words = strings.live;

/** It ended before any answer and nothing was due: a sum of zeros would say that it was billed. */
const isUnbilled = (call: CallView): boolean =>
  call.cost === 0 && call.state !== "answered" && call.first_content === null;

/** What it cost. Simulated money carries its mark before it, estimated its sign; digits stay aligned. */
export function Cost({ call }: { readonly call: CallView }) {
  if (isRunning(call.state)) return <span className={css.open}>{words.open}</span>;
  if (call.subscription) {
    return (
      <span className={css.open} title={words.subscriptionWhy}>
        {words.subscription}
      </span>
    );
  }
  if (isUnbilled(call)) {
    return (
      <span className={css.open} title={words.notBilled}>
        ·
      </span>
    );
  }
  const value = call.cost === null ? null : nanoUsd(call.cost);
  return (
    <span className={css.cost} data-simulated={call.simulated || undefined}>
      {call.simulated && (
        <span className={css.mark} title={words.simulatedWhy}>
          {words.simulatedMark}
        </span>
      )}
      {call.estimated && value !== null && value > 0 && (
        <span className={css.mark} title={words.estimatedWhy}>
          ≈
        </span>
      )}
      <Money value={value} places={4} />
    </span>
  );
}
