import { useCallback, useMemo, useState } from "react";
import { api } from "../../ipc/api";
import type { Check } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { strings } from "../../lib/strings";
import { modelVerdict } from "./model";

/** What is known of a model's test: it runs, or what it found. */
export type ModelTested = { readonly state: "asking" } | { readonly state: "told"; readonly check: Check };

export type ModelTests = {
  readonly of: (model: string) => ModelTested | null;
  readonly run: (model: string) => void;
};

/** Tests of single models, each by a real call of one word. Several may run at once. */
export function useModelTests(account: string): ModelTests {
  const [tested, setTested] = useState<ReadonlyMap<string, ModelTested>>(new Map());
  const tell = useCallback(
    (model: string, told: ModelTested) => setTested((before) => new Map(before).set(model, told)),
    [],
  );
  const run = useCallback(
    (model: string) => {
      tell(model, { state: "asking" });
      api.providers.test({ account, model }).then(
        (report) => {
          // A refused key keeps the model from being asked: then the key's check is what there is to say.
          const check = report.model.ok === null ? { ...report.auth, ok: false } : report.model;
          tell(model, { state: "told", check });
          announce(strings.providers.test.announce(model, modelVerdict(check)));
        },
        (error: Error) => {
          const message = error.message;
          tell(model, { state: "told", check: { ok: false, message, took: null, kind: null, status: null } });
        },
      );
    },
    [account, tell],
  );
  return useMemo(() => ({ of: (model) => tested.get(model) ?? null, run }), [tested, run]);
}
