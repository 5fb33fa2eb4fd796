import type { QueryClient } from "@tanstack/react-query";
import { listen } from "@tauri-apps/api/event";

/** For each event of the backend, what it changes in the query cache. */
export type Patches<Events> = {
  readonly [Name in keyof Events & string]: (cache: QueryClient, payload: Events[Name]) => void;
};

/** The one place where events reach the cache. Answers how to stop; a patch may run until then. */
export async function followEvents<Events>(
  cache: QueryClient,
  patches: Patches<Events>,
): Promise<() => void> {
  const names = Object.keys(patches) as (keyof Events & string)[];
  const stops = await Promise.all(
    names.map((name) => listen<Events[typeof name]>(name, ({ payload }) => patches[name](cache, payload))),
  );
  return () => {
    for (const stop of stops) stop();
  };
}
