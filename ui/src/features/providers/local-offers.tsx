import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView, Preset } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { Monogram } from "../../kit/monogram";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountsChanged } from "./changed";
import { hostOf, offeredHere, silentHere } from "./find";
import css from "./offers.module.css";

type LocalOffersProps = {
  readonly accounts: readonly AccountView[];
  readonly onAdded: (name: string) => void;
};

const words = strings.providers.offer;

/** Servers that answer on this machine: offered, and not asked for anything before they are added. */
export function LocalOffers({ accounts, onAdded }: LocalOffersProps) {
  const cache = useQueryClient();
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets });
  const task = useTask();
  const [adding, setAdding] = useState<string | null>(null);
  const offered = offeredHere(presets.data ?? [], accounts);
  const silent = silentHere(presets.data ?? [], accounts);
  const add = (preset: Preset) => {
    setAdding(preset.id);
    void task.run(async () => {
      const wish = { provider: preset.id, name: null, base_url: null, key: null, key_env: null };
      const added = await api.providers.add(wish);
      announce(words.added(added.name));
      accountsChanged(cache);
      onAdded(added.name);
    });
  };
  if (offered.length === 0 && silent.length === 0) return null;
  return (
    <div className={css.offers}>
      {offered.map((preset) => (
        <div key={preset.id} className={css.offer}>
          <Monogram name={preset.name} letters={preset.monogram} size="lg" />
          <p className={css.said}>
            <b>{words.found(preset.name, hostOf(preset.base_url))}</b> {words.models(preset.found_models)}.{" "}
            {words.unused}
          </p>
          <Button
            size="sm"
            aria-label={words.addOf(preset.name)}
            loading={task.busy && adding === preset.id}
            onClick={() => add(preset)}
          >
            {words.add}
          </Button>
        </div>
      ))}
      {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      {silent.length > 0 && (
        <p className={css.silent}>
          <Lamp aspect="off" name={null} />
          {words.silent(silent.map(({ name }) => name))}
        </p>
      )}
    </div>
  );
}
