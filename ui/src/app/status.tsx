import { hasBackend } from "../ipc/client";
import { useStatus } from "../ipc/use-status";
import { StatusBar } from "../kit/status-bar";
import { StatusItem } from "../kit/status-item";
import { strings } from "../lib/strings";
import { clockTime } from "../lib/time";
import { unixMillis } from "../lib/units";
import { StatusItems } from "./status-items";

const words = strings.app.statusBar;

/** The bar below every page. What could not be read again stays, with its time. */
export function Status() {
  const { data, error, dataUpdatedAt } = useStatus();
  const end = data && (
    <>
      {error && (
        <StatusItem aspect="caution" title={words.staleWhy(error.message)}>
          {words.stale(clockTime(unixMillis(dataUpdatedAt)))}
        </StatusItem>
      )}
      {data.ledger === null ? (
        <StatusItem>{words.ledger}</StatusItem>
      ) : (
        <StatusItem aspect="caution" strong={words.ledgerBehind} title={data.ledger}>
          {data.ledger}
        </StatusItem>
      )}
    </>
  );
  return (
    <StatusBar label={strings.app.status} end={end}>
      {data ? (
        <StatusItems status={data} />
      ) : !hasBackend() ? (
        <StatusItem aspect="off">{strings.app.browserOnly}</StatusItem>
      ) : (
        !error && <StatusItem>{words.asking}</StatusItem>
      )}
    </StatusBar>
  );
}
