import { IconCheck, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CallView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { IconButton } from "../../kit/icon-button";
import { strings } from "../../lib/strings";
import css from "./first-run.module.css";
import { whatHappened } from "./model";
import { SendButton } from "./send-button";

const words = strings.live.first;

type NextStepsProps = {
  /** The newest call: what has just been seen. */
  readonly newest: CallView;
  readonly url: string | null;
  readonly sending: boolean;
  readonly onSend: () => void;
  readonly onRead: () => void;
  readonly onHide: () => void;
};

/** A first call has run: what it showed, and the two things that make the line real. */
export function NextSteps({ newest, url, sending, onSend, onRead, onHide }: NextStepsProps) {
  const navigate = useNavigate();
  return (
    <section className={css.steps} aria-label={words.steps}>
      <Step number={1} done title={words.ran} body={whatHappened(newest)}>
        <Button size="sm" onClick={onRead}>
          {words.story}
        </Button>
        <SendButton size="sm" label={strings.live.sendAnother} sending={sending} onSend={onSend} />
      </Step>
      <Step number={2} title={words.provider} body={words.providerBody}>
        <Button size="sm" tone="primary" onClick={() => void navigate({ to: "/providers" })}>
          {words.providerAction}
        </Button>
      </Step>
      <Step number={3} title={words.tool} body={<span className={css.url}>{url}</span>}>
        <Button size="sm" onClick={() => void navigate({ to: "/connect" })}>
          {words.toolAction}
        </Button>
      </Step>
      <span className={css.hide}>
        <IconButton size="sm" label={words.hide} icon={<IconX size={14} stroke={1.6} />} onClick={onHide} />
      </span>
    </section>
  );
}

type StepProps = {
  readonly number: number;
  readonly title: string;
  readonly body: ReactNode;
  readonly done?: boolean;
  readonly children: ReactNode;
};

function Step({ number, title, body, done = false, children }: StepProps) {
  return (
    <div className={css.step}>
      <h3 className={css.head}>
        <span className={css.number} data-done={done || undefined}>
          {done ? <IconCheck size={12} stroke={2} aria-hidden /> : number}
        </span>
        {title}
      </h3>
      <p className={css.body}>{body}</p>
      <div className={css.buttons}>{children}</div>
    </div>
  );
}
