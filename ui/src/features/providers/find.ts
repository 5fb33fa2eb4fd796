import type {
  AccountView,
  LocalServer,
  ModelHealth,
  ModelView,
  NewAccount,
  Preset,
} from "../../ipc/bindings";
import type { Sorting } from "../../kit/data-table";
import { strings } from "../../lib/strings";

const { group } = strings.providerForms.gallery;

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
const holds = (hay: string, needles: readonly string[]): boolean =>
  needles.every((needle) => hay.toLowerCase().includes(needle));

export function findModels(models: readonly ModelView[], text: string): readonly ModelView[] {
  const needles = words(text);
  if (needles.length === 0) return models;
  return models.filter((model) => holds(`${model.name} ${model.id} ${model.chains.join(" ")}`, needles));
}

/** What a column of models stands by; unknown is null and stands last either way. */
function standsBy(
  model: ModelView,
  id: string,
  health: ReadonlyMap<string, ModelHealth>,
): string | number | null {
  const price = (text: string | null) => (text === null ? null : Number(text));
  switch (id) {
    case "context":
      return model.context;
    case "input":
      return price(model.input);
    case "cached":
      return price(model.cached);
    case "output":
      return price(model.output);
    case "first":
      return health.get(model.id)?.sum.first_token ?? null;
    case "retires":
      return model.retires;
    default:
      return model.name.toLowerCase();
  }
}

/** The models as asked; without a wish, as the catalogue has them. */
export function sortModels(
  models: readonly ModelView[],
  sorting: Sorting | null,
  health: ReadonlyMap<string, ModelHealth>,
): readonly ModelView[] {
  if (sorting === null) return models;
  const keyed = models.map((model) => ({ model, value: standsBy(model, sorting.id, health) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    const order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return sorting.down ? -order : order;
  });
  return keyed.map(({ model }) => model);
}

/** A press on a head: by it, then the other way round, then as the catalogue has them. */
export function nextSorting(now: Sorting | null, id: string): Sorting | null {
  if (now?.id !== id) return { id, down: false };
  return now.down ? null : { id, down: true };
}

export type PresetGroup = { readonly title: string; readonly presets: readonly Preset[] };

/** Providers by their name or a model they have, by where they stand; those that answer on this machine first. */
export function findPresets(presets: readonly Preset[], text: string): readonly PresetGroup[] {
  const needles = words(text);
  const found = presets.filter(
    (preset) =>
      holds(`${preset.name} ${preset.id} ${preset.base_url}`, needles) || namesOf(preset, text).length > 0,
  );
  const groups: readonly (readonly [string, (preset: Preset) => boolean])[] = [
    [group.local, ({ local }) => local],
    [group.makers, ({ local, makes_models, id }) => !local && makes_models && id !== CUSTOM],
    [group.hosts, ({ local, makes_models, id }) => !local && !makes_models && id !== CUSTOM],
    [group.custom, ({ local, id }) => !local && id === CUSTOM],
  ];
  return groups
    .map(([title, belongs]) => ({
      title,
      presets: found.filter(belongs).sort((a, b) => Number(b.found) - Number(a.found)),
    }))
    .filter((one) => one.presets.length > 0);
}

const CUSTOM = "custom";

/** The models that a search meets where it does not meet the provider's own name. */
export function namesOf(preset: Preset, text: string): readonly string[] {
  const needles = words(text);
  if (needles.length === 0 || holds(`${preset.name} ${preset.id}`, needles)) return [];
  return preset.offers.filter((id) => holds(id, needles));
}

/** Servers that answer on this machine and have no account yet. */
export const offeredHere = (
  presets: readonly Preset[],
  accounts: readonly AccountView[],
): readonly Preset[] =>
  presets.filter((preset) => preset.found && !accounts.some(({ provider }) => provider === preset.id));

/** Servers in unusual places of this machine that no account calls. */
export const strangersHere = (servers: readonly LocalServer[]): readonly LocalServer[] =>
  servers.filter(({ account, base_url }) => account === null && base_url !== null);

/** The account of a server where it answers: by its provider's name where that is free, else with its port. */
export function accountAt(server: LocalServer, taken: readonly string[]): NewAccount {
  const { provider, base_url, address } = server;
  const port = hostOf(address).split(":").at(-1) ?? "";
  const named = provider !== CUSTOM && !taken.includes(provider);
  return { provider, name: named ? null : `${provider}-${port}`, base_url, key: null, key_env: null };
}

/** A port as it was typed; `null` is none. */
export function portOf(text: string): number | null {
  const number = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= 65_535 ? number : null;
}

/** Local servers that are known and do not answer; those with an account say so themselves. */
export const silentHere = (presets: readonly Preset[], accounts: readonly AccountView[]): readonly Preset[] =>
  presets.filter(
    (preset) => preset.local && !preset.found && !accounts.some(({ provider }) => provider === preset.id),
  );

/** `http://127.0.0.1:11434/v1` is 127.0.0.1:11434. */
export const hostOf = (url: string): string => url.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
