import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { IconButton } from "../kit/icon-button";
import { nextThemeMode, type ThemeMode, useThemeMode } from "../kit/theme-mode";
import { strings } from "../lib/strings";

const ICON: Record<ThemeMode, typeof IconMoon> = {
  dark: IconMoon,
  light: IconSun,
  system: IconDeviceDesktop,
};

export function ThemeButton({ onTurn }: { readonly onTurn: () => void }) {
  const mode = useThemeMode();
  const next = nextThemeMode(mode);
  const Icon = ICON[mode];
  return (
    <IconButton
      label={strings.app.theme.next(strings.app.theme[mode], strings.app.theme[next])}
      icon={<Icon size={16} stroke={1.4} />}
      onClick={onTurn}
    />
  );
}
