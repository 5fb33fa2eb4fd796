import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import type { CallView } from "../../ipc/bindings";
import { IconButton } from "../../kit/icon-button";
import { PageHead } from "../../kit/page-head";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { clockTime } from "../../lib/time";
import { Filters } from "./filters";
import { countsOf, type Filter, newerThan, projectsOf } from "./model";
import { SendButton } from "./send-button";
import type { Frozen } from "./use-frozen";

const words = strings.live;

type LiveHeadProps = {
  /** As they are now; absent or empty leaves nothing to narrow. */
  readonly calls: readonly CallView[] | undefined;
  readonly frozen: Frozen | null;
  readonly onFreeze: () => void;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** `null` where the page offers it elsewhere, or nobody would answer. */
  readonly onSend: (() => void) | null;
  readonly sending: boolean;
};

/** What narrows and stops the list, and how it stands with a frozen picture. */
export function LiveHead({ calls, frozen, onFreeze, filter, onFilter, onSend, sending }: LiveHeadProps) {
  const title = strings.app.station.live;
  if (!calls || calls.length === 0) return <PageHead title={title} />;
  const shown = frozen?.calls ?? calls;
  return (
    <PageHead title={title} sub={frozen && frozenNote(frozen, calls)}>
      <Filters
        filter={filter}
        onChange={onFilter}
        counts={countsOf(shown, filter.project)}
        projects={projectsOf(shown)}
      />
      <IconButton
        tone="default"
        label={frozen ? words.freeze.go : words.freeze.freeze}
        pressed={frozen !== null}
        icon={frozen ? <IconPlayerPlayFilled size={13} /> : <IconPlayerPauseFilled size={13} />}
        onClick={onFreeze}
      />
      {onSend && <SendButton sending={sending} onSend={onSend} />}
    </PageHead>
  );
}

function frozenNote(frozen: Frozen, calls: readonly CallView[]): string {
  const newer = newerThan(calls, frozen.calls);
  const at = words.freeze.frozen(clockTime(frozen.at));
  return newer > 0 ? `${at}, ${words.freeze.since(groupDigits(newer))}` : at;
}
