import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { api } from "../ipc/api";
import { queryKeys } from "../ipc/query-keys";
import { announce } from "../kit/announce";
import { nextThemeMode, setThemeMode, type ThemeMode, useThemeMode } from "../kit/theme-mode";
import { strings } from "../lib/strings";

/**
 * The window wears what settings.toml says, also when it is changed by hand. What it wore last is painted first, so
 * that no start flashes. Answers how to go on to the next theme.
 */
export function useTheme(): () => void {
  const mode = useThemeMode();
  const choose = useThemeChoice();
  const settings = useQuery({ queryKey: queryKeys.settings, queryFn: api.settings.read });
  const said = settings.data?.theme;
  useEffect(() => {
    if (said !== undefined) setThemeMode(said);
  }, [said]);
  return () => choose(nextThemeMode(mode));
}

/** Puts a theme on and writes it down. */
export function useThemeChoice(): (mode: ThemeMode) => void {
  const cache = useQueryClient();
  return useCallback(
    (mode) => {
      setThemeMode(mode);
      announce(strings.app.theme.changed(strings.app.theme[mode]));
      // Where the file cannot be written, the theme holds in this window all the same.
      void api.settings.change([{ key: "theme", value: mode }]).then(
        () => cache.invalidateQueries({ queryKey: queryKeys.settings }),
        () => undefined,
      );
    },
    [cache],
  );
}
