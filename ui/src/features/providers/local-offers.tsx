import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView, LocalServer, NewAccount } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountsChanged } from "./changed";
import { accountAt, hostOf, offeredHere, silentHere, strangersHere } from "./find";
import { OfferLine } from "./offer-line";
import css from "./offers.module.css";
import { OtherPort } from "./other-port";

type LocalOffersProps = {
  readonly accounts: readonly AccountView[];
  readonly onAdded: (name: string) => void;
};

const words = strings.providers.offer;
const usual = (provider: string): NewAccount => ({
  ...{ provider, name: null, base_url: null, key: null, key_env: null },
});

/** Servers that answer on this machine: offered, and not asked for anything before they are added. */
export function LocalOffers({ accounts, onAdded }: LocalOffersProps) {
  const cache = useQueryClient();
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets });
  const local = useQuery({ queryKey: queryKeys.local, queryFn: api.providers.local });
  const task = useTask();
  const [adding, setAdding] = useState<string | null>(null);
  const [looked, setLooked] = useState<LocalServer | null>(null);
  const offered = offeredHere(presets.data ?? [], accounts);
  const silent = silentHere(presets.data ?? [], accounts);
  const found = strangersHere(local.data ?? []);
  const here = looked === null || found.some(({ address }) => address === looked.address) ? [] : [looked];
  const letters = (provider: string) => presets.data?.find(({ id }) => id === provider)?.monogram;
  const add = (at: string, wish: NewAccount) => {
    setAdding(at);
    void task.run(async () => {
      const added = await api.providers.add(wish);
      announce(words.added(added.name));
      setLooked(null);
      accountsChanged(cache);
      onAdded(added.name);
    });
  };
  const busy = (at: string) => task.busy && adding === at;
  return (
    <div className={css.offers}>
      {offered.map((preset) => (
        <OfferLine
          key={preset.id}
          name={preset.name}
          letters={preset.monogram}
          host={hostOf(preset.base_url)}
          models={preset.found_models}
          busy={busy(preset.id)}
          onAdd={() => add(preset.id, usual(preset.id))}
        />
      ))}
      {[...found, ...here].map((server) => (
        <OfferLine
          key={server.address}
          name={server.provider_name || words.unnamed}
          letters={letters(server.provider)}
          host={hostOf(server.address)}
          models={server.models.length}
          busy={busy(server.address)}
          onAdd={() =>
            add(
              server.address,
              accountAt(
                server,
                accounts.map(({ name }) => name),
              ),
            )
          }
        />
      ))}
      {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      {silent.length > 0 && (
        <p className={css.silent}>
          <Lamp aspect="off" name={null} />
          {words.silent(silent.map(({ name }) => name))}
        </p>
      )}
      <OtherPort onFound={setLooked} />
    </div>
  );
}
