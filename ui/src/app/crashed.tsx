import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "../kit/error-state";
import { Page } from "../kit/page";
import { strings } from "../lib/strings";

/** A page that could not be drawn takes nothing else with it. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const { what, now, retry } = strings.app.crashed;
  return (
    <Page>
      <ErrorState
        what={what}
        why={error instanceof Error ? error.message : String(error)}
        now={now}
        onRetry={reset}
        retryLabel={retry}
      />
    </Page>
  );
}
