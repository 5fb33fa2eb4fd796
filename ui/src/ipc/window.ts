import { isTauri } from "@tauri-apps/api/core";
import { getCurrentWindow } from "@tauri-apps/api/window";

export type WindowControls = {
  readonly minimize: () => void;
  readonly toggleMaximize: () => void;
  readonly close: () => void;
};

/** The buttons of our own title bar; `null` in a browser, whose window is not ours. */
export function windowControls(): WindowControls | null {
  if (!isTauri()) return null;
  const current = getCurrentWindow();
  return {
    minimize: () => void current.minimize(),
    toggleMaximize: () => void current.toggleMaximize(),
    close: () => void current.close(),
  };
}
