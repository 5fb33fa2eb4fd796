import type { CallView } from "../../ipc/bindings";
import { Banner } from "../../kit/banner";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { asSentence } from "../../kit/sentence";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./live.module.css";
import { NextSteps } from "./next-steps";

const words = strings.live;

type AboveProps = {
  /** The list could not be read again; what stands may be older. */
  readonly error: Error | null;
  /** The call that was sent from here failed before it was one. */
  readonly failure: Failure | null;
  /** Only while the simulator is all there is. */
  readonly newest: CallView | undefined;
  readonly url: string | null;
  readonly sending: boolean;
  readonly onSend: () => void;
  readonly onRead: (call: string) => void;
  readonly onHide: () => void;
};

/** What stands between the head and the list. */
export function Above({ error, failure, newest, url, sending, onSend, onRead, onHide }: AboveProps) {
  return (
    <div className={css.above}>
      {error && (
        <Banner tone="caution" icon={<Lamp aspect="caution" name={null} />}>
          {words.unread.stale} {asSentence(error.message)}
        </Banner>
      )}
      {failure && <FailureNote what={words.sendFailed} failure={failure} />}
      {newest && (
        <NextSteps
          newest={newest}
          url={url}
          sending={sending}
          onSend={onSend}
          onRead={() => onRead(newest.id)}
          onHide={onHide}
        />
      )}
    </div>
  );
}
