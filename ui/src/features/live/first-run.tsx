import { Banner } from "../../kit/banner";
import { Lamp } from "../../kit/lamp";
import { strings } from "../../lib/strings";
import css from "./first-run.module.css";
import { SendButton } from "./send-button";

const words = strings.live.first;

type FirstRunProps = {
  /** Where tools call; `null` while the proxy does not listen. */
  readonly url: string | null;
  readonly sending: boolean;
  readonly onSend: () => void;
};

/** Nothing has called and only the simulator is there: the line is open, and one button proves it. */
export function FirstRun({ url, sending, onSend }: FirstRunProps) {
  return (
    <div className={css.hero}>
      <h2 className={css.title}>{words.title}</h2>
      <p className={css.text}>{words.body}</p>
      {url === null ? (
        <Banner>{strings.live.empty.deaf}</Banner>
      ) : (
        <>
          <div className={css.action}>
            <SendButton tone="primary" size="lg" sending={sending} onSend={onSend} />
          </div>
          <p className={css.address}>
            <Lamp aspect="clear" size={10} name={null} />
            <span className={css.url}>{url}</span>
          </p>
        </>
      )}
    </div>
  );
}
