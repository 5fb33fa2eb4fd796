/**
 * What the made-up backend plays, from the address: `?state=…&theme=light&density=compact`.
 *
 * - `lived`: a month of work, several accounts, calls of every kind (the default)
 * - `empty`: the first start: the simulator alone, no call yet
 * - `simulated`: the first start a minute later: some simulated calls
 * - `busy`: as lived, with calls coming and going many times a second
 * - `error`: every question fails
 * - `loading`: no question is ever answered
 * - `attached`: another process owns the data folder
 * - `deaf`: the proxy does not listen
 * - `broken`: routes.toml on disk is broken, the last good policy serves
 *
 * A word may read more states of its own.
 */
export type Stage = {
  readonly state: string;
  readonly theme: "dark" | "light";
  readonly density: "comfortable" | "compact";
  /** The present when the page was opened. */
  readonly now: number;
};

export function stageOf(params: URLSearchParams): Stage {
  return {
    state: params.get("state") ?? "lived",
    theme: params.get("theme") === "light" ? "light" : "dark",
    density: params.get("density") === "compact" ? "compact" : "comfortable",
    now: Date.now(),
  };
}

/** First start: no account but the simulator. */
export const isFirstStart = (stage: Stage): boolean => stage.state === "empty" || stage.state === "simulated";
