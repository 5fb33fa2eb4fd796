import type { ConnectView, MadeKey, NewLocalKey } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { AddressCard } from "./address-card";
import css from "./connect.module.css";
import { KeysCard } from "./keys-card";
import { SnippetsCard } from "./snippets-card";
import { TestCard } from "./test-card";

type ByHandPartProps = {
  readonly view: ConnectView;
  /** Why it could not be read again. */
  readonly failure: Failure | null;
  /** Nothing listens; the shell says why. */
  readonly deaf: boolean;
  readonly retry: { readonly busy: boolean; readonly run: () => void };
  readonly fresh: MadeKey | null;
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
  readonly onNew: () => void;
};

const words = strings.connect;

/** The address, a key, a snippet, and a call to see that it works. */
export function ByHandPart({ view, failure, deaf, retry, fresh, make, onNew }: ByHandPartProps) {
  return (
    <>
      {failure !== null && (
        <FailureNote
          what={words.error.what}
          failure={failure}
          now={words.error.stale}
          action={
            <Button size="sm" loading={retry.busy} onClick={retry.run}>
              {strings.kit.retry}
            </Button>
          }
        />
      )}
      <div className={css.body} data-stale={failure !== null || undefined}>
        <AddressCard view={view} deaf={deaf} />
        <div className={css.pair}>
          <SnippetsCard view={view} fresh={fresh} make={make} />
          <TestCard models={view.models} />
        </div>
        <KeysCard keys={view.keys} make={make} onNew={onNew} />
      </div>
    </>
  );
}
