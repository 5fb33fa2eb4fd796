import { useState } from "react";
import type { CallView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { strings } from "../../lib/strings";
import { type UnixMillis, unixMillis } from "../../lib/units";

export type Frozen = { readonly calls: readonly CallView[]; readonly at: UnixMillis };

/** Holds the picture still while calls go on behind it. */
export function useFrozen(calls: readonly CallView[] | undefined) {
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const toggle = () => {
    const next = frozen || !calls ? null : { calls, at: unixMillis(Date.now()) };
    setFrozen(next);
    announce(next ? strings.live.freeze.said : strings.live.freeze.runs);
  };
  return { frozen, toggle, shown: frozen?.calls ?? calls };
}
