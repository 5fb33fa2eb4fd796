import type { ConnectView } from "../../ipc/bindings";
import { Card } from "../../kit/card";
import { CopyButton } from "../../kit/copy-button";
import { Id } from "../../kit/id";
import { Lamp } from "../../kit/lamp";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";

type AddressCardProps = {
  readonly view: ConnectView;
  /** Nothing listens; the shell says why. */
  readonly deaf: boolean;
};

const words = strings.connect.address;

/** The two things that a client is told: where, and what to ask for. */
export function AddressCard({ view, deaf }: AddressCardProps) {
  return (
    <Card padding="none">
      <div className={css.facts}>
        <div className={css.fact}>
          <h2 className={css.label}>{words.label}</h2>
          <div className={css.url}>
            <code>{view.base_url}</code>
            <CopyButton text={view.base_url} label={words.copy} tone="default" />
          </div>
          {deaf && (
            <p className={css.trouble}>
              <Lamp aspect="stop" name={null} />
              {words.deaf}
            </p>
          )}
        </div>
        <div className={css.fact}>
          <h2 className={css.label}>{words.models}</h2>
          <div className={css.models}>
            {view.models.map((model) => (
              <Id key={model} value={model} label={words.model} />
            ))}
          </div>
          <p className={css.quiet}>{words.modelsNote}</p>
        </div>
      </div>
    </Card>
  );
}
