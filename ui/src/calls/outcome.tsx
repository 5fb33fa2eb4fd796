import type { CallView } from "../ipc/bindings";
import { Arm } from "../kit/arm";
import { useClock } from "../kit/clock";
import { Duration } from "../kit/duration";
import { strings } from "../lib/strings";
import { millis } from "../lib/units";
import { failureWords } from "./model";
import css from "./outcome.module.css";

const words = strings.live;

/** How it ended, or what it is doing. */
export function Outcome({ call }: { readonly call: CallView }) {
  switch (call.state) {
    case "waiting":
      return <Waiting at={call.at} />;
    case "streaming":
      return (
        <span className={css.running}>
          <i className={css.call} aria-hidden />
          {words.outcome.streaming}
        </span>
      );
    case "answered":
      return (
        <span className={css.done}>
          <Duration value={call.total === null ? null : millis(call.total)} />
        </span>
      );
    case "failed": {
      const why = failureWords(call.failure);
      return (
        <span className={css.failed} title={why}>
          <Arm aspect="stop" name={null} />
          <span className={css.why}>{why}</span>
        </span>
      );
    }
    case "cancelled":
      return <span className={css.gone}>{words.outcome.cancelled}</span>;
    case "interrupted":
      return <span className={css.gone}>{words.outcome.interrupted}</span>;
  }
}

function Waiting({ at }: { readonly at: number }) {
  const seconds = useClock((now) => Math.max(0, Math.floor((now - at) / 1000)));
  return (
    <span className={css.running} data-waiting>
      <i className={css.call} aria-hidden />
      {seconds === 0 ? words.outcome.waiting : words.outcome.waitingFor(words.seconds(seconds))}
    </span>
  );
}
