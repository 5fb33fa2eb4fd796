import type { FacetAsk, Narrow, SpendQuery } from "./bindings";

/** The names under which answers stand in the query cache. The first part is the word, so that a word that changed
 * can be read again as a whole. */
export const queryKeys = {
  calls: ["live", "calls"] as const,
  story: (id: string) => ["live", "story", id] as const,
  policy: ["routes", "policy"] as const,
  history: ["routes", "history"] as const,
  targets: ["routes", "targets"] as const,
  check: (text: string) => ["routes", "check", text] as const,
  accounts: ["providers", "accounts"] as const,
  presets: ["providers", "presets"] as const,
  local: ["providers", "local"] as const,
  health: ["providers", "health"] as const,
  models: (account: string) => ["providers", "models", account] as const,
  spend: (query: Omit<SpendQuery, "until">) => ["spend", query] as const,
  /** `at`: when the list was read, so that reading it again begins a new one. */
  page: (narrow: Narrow, at: number) => ["requests", "page", narrow, at] as const,
  overview: (narrow: Narrow, at: number) => ["requests", "overview", narrow, at] as const,
  values: (ask: FacetAsk) => ["requests", "values", ask] as const,
  curl: (id: string) => ["requests", "curl", id] as const,
  projects: ["connect", "projects"] as const,
  connect: ["connect", "view"] as const,
  tools: ["connect", "tools"] as const,
  toolPlans: ["connect", "plan"] as const,
  settings: ["settings", "file"] as const,
  folder: ["settings", "folder"] as const,
  purge: ["settings", "purge"] as const,
  status: ["settings", "status"] as const,
};
