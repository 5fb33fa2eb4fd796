import { ApiFailure, hasBackend } from "../ipc/client";
import { ErrorState } from "../kit/error-state";
import { Page } from "../kit/page";
import { PageHead } from "../kit/page-head";
import { strings } from "../lib/strings";

type UnopenedProps = {
  readonly error: Error;
  readonly onRetry: () => void;
  readonly retrying: boolean;
};

/** The house could not be opened: no page has anything to show, so one page says why. */
export function Unopened({ error, onRetry, retrying }: UnopenedProps) {
  const { what, now, retry } = strings.app.unopened;
  const hint = error instanceof ApiFailure ? error.hint : null;
  return (
    <Page head={<PageHead title={strings.app.name} />}>
      <ErrorState
        what={hasBackend() ? what : strings.app.browserOnlyWhat}
        why={hasBackend() ? error.message : strings.app.browserOnly}
        now={hasBackend() ? (hint ?? now) : strings.app.browserOnlyNow}
        onRetry={onRetry}
        retrying={retrying}
        retryLabel={retry}
      />
    </Page>
  );
}
