import { strings } from "../lib/strings";
import { Button } from "./button";
import css from "./error-state.module.css";
import { Lamp } from "./lamp";
import { asSentence } from "./sentence";
import { WholeWords } from "./whole-words";

type ErrorStateProps = {
  /** What could not be done: "The ledger could not be read." */
  readonly what: string;
  /** The reason as far as it is known: "ledger.db is locked by another process since 14:30." */
  readonly why: string;
  /** What holds meanwhile and what to do: "Calls still run; their cost waits in the journal." */
  readonly now: string;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
  readonly retryLabel?: string;
};

/** A failure in three parts. Stands where the content would stand. */
export function ErrorState({ what, why, now, onRetry, retrying = false, retryLabel }: ErrorStateProps) {
  return (
    <div className={css.error} role="alert">
      <Lamp aspect="stop" size={16} name={null} />
      <div className={css.text}>
        <h2 className={css.what}>{what}</h2>
        <p className={css.why}>{asSentence(why)}</p>
        <p className={css.now}>
          <WholeWords text={asSentence(now)} />
        </p>
        {onRetry && (
          <div className={css.action}>
            <Button onClick={onRetry} loading={retrying}>
              {retryLabel ?? strings.kit.retry}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
