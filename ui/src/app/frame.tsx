import { IconKeyboard } from "@tabler/icons-react";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { hasBackend } from "../ipc/client";
import { windowControls } from "../ipc/window";
import { announce } from "../kit/announce";
import { IconButton } from "../kit/icon-button";
import { Rail } from "../kit/rail";
import { Shell } from "../kit/shell";
import { StatusBar } from "../kit/status-bar";
import { StatusItem } from "../kit/status-item";
import { nextThemeMode, setThemeMode, useThemeMode } from "../kit/theme-mode";
import { TitleBar } from "../kit/title-bar";
import { useKeys } from "../kit/use-keys";
import { strings } from "../lib/strings";
import { KeysDialog } from "./keys-dialog";
import { STATIONS, type StationId } from "./stations";
import { ThemeButton } from "./theme-button";

/** What stands around every page. */
export function Frame() {
  const [keysOpen, setKeysOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const mode = useThemeMode();
  const navigate = useNavigate();
  const go = (id: StationId) => () => void navigate({ to: `/${id}` });

  useKeys({
    ...Object.fromEntries(STATIONS.map((station) => [station.keys, go(station.id)])),
    "?": () => setKeysOpen(true),
    "mod+shift+l": () => {
      const next = nextThemeMode(mode);
      setThemeMode(next);
      announce(strings.app.theme.changed(strings.app.theme[next]));
    },
  });

  const current = STATIONS.find((station) => path === `/${station.id}` || path.startsWith(`/${station.id}/`));
  const controls = windowControls();
  return (
    <Shell
      skip={strings.app.skip}
      titleBar={
        <TitleBar
          name={strings.app.name}
          {...(controls === null ? {} : { window: { ...controls, labels: strings.app.window } })}
        />
      }
      rail={
        <Rail
          label={strings.app.pages}
          stations={STATIONS}
          current={current?.id ?? null}
          foot={
            <>
              <ThemeButton />
              <IconButton
                label={strings.app.keys.openWithKey}
                icon={<IconKeyboard size={17} stroke={1.4} />}
                onClick={() => setKeysOpen(true)}
              />
            </>
          }
        />
      }
      status={
        <StatusBar label={strings.app.status}>
          {!hasBackend() && <StatusItem aspect="off">{strings.app.browserOnly}</StatusItem>}
        </StatusBar>
      }
    >
      <Outlet />
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </Shell>
  );
}
