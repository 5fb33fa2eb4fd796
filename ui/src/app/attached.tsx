import type { Status } from "../ipc/bindings";
import { Chip } from "../kit/chip";
import { strings } from "../lib/strings";

const words = strings.app.attached;

/** Said where it is always in view: another process serves, this window looks on and sends changes. */
export function Attached({ status }: { readonly status: Status | undefined }) {
  if (status?.ownership.kind !== "attached") return null;
  const { pid } = status.ownership;
  return (
    <span title={words.why(pid)}>
      <Chip tone="flat">{words.chip(pid)}</Chip>
    </span>
  );
}
