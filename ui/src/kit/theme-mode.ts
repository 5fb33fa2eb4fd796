import { useSyncExternalStore } from "react";

/** What one asked for; `system` follows the machine. */
export type ThemeMode = "dark" | "light" | "system";
export type Scheme = "dark" | "light";
export type Density = "comfortable" | "compact";

const MODES: readonly ThemeMode[] = ["dark", "light", "system"];
const MODE_KEY = "pointsman.theme";
const DENSITY_KEY = "pointsman.density";

const listeners = new Set<() => void>();
let mode: ThemeMode = "dark";
let density: Density = "comfortable";

const systemDark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

const schemeOf = (m: ThemeMode): Scheme => (m === "system" ? (systemDark().matches ? "dark" : "light") : m);

/** The one place where theme and density reach the document. */
function apply(): void {
  const root = document.documentElement;
  const scheme = schemeOf(mode);
  root.dataset.theme = scheme;
  root.dataset.mantineColorScheme = scheme;
  root.dataset.density = density;
  for (const listener of listeners) listener();
}

/** Reads what was chosen before and paints it. Called once, before the first render. */
export function startTheme(): void {
  mode = MODES.find((m) => m === localStorage.getItem(MODE_KEY)) ?? "dark";
  density = localStorage.getItem(DENSITY_KEY) === "compact" ? "compact" : "comfortable";
  systemDark().addEventListener("change", apply);
  apply();
}

export function setThemeMode(next: ThemeMode): void {
  mode = next;
  localStorage.setItem(MODE_KEY, next);
  apply();
}

export function setDensity(next: Density): void {
  density = next;
  localStorage.setItem(DENSITY_KEY, next);
  apply();
}

export const nextThemeMode = (from: ThemeMode): ThemeMode =>
  MODES[(MODES.indexOf(from) + 1) % MODES.length] ?? "dark";

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useThemeMode = (): ThemeMode => useSyncExternalStore(subscribe, () => mode);
export const useScheme = (): Scheme => useSyncExternalStore(subscribe, () => schemeOf(mode));
export const useDensity = (): Density => useSyncExternalStore(subscribe, () => density);
