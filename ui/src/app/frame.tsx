import { IconKeyboard } from "@tabler/icons-react";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useStatus } from "../ipc/use-status";
import { windowControls } from "../ipc/window";
import { CommandField } from "../kit/command-field";
import { IconButton } from "../kit/icon-button";
import { Rail } from "../kit/rail";
import { Shell } from "../kit/shell";
import { TitleBar } from "../kit/title-bar";
import { UndoNote } from "../kit/undo-note";
import { useKeys } from "../kit/use-keys";
import { strings } from "../lib/strings";
import { Address } from "./address";
import { Attached } from "./attached";
import { CommandPalette } from "./command-palette";
import { KeysDialog } from "./keys-dialog";
import { Notices } from "./notices";
import { STATIONS, type StationId } from "./stations";
import { Status } from "./status";
import { ThemeButton } from "./theme-button";
import { Unopened } from "./unopened";
import { useEvents } from "./use-events";
import { useTheme } from "./use-theme";

/** Trouble in it begins with its name; Routes says it itself, with the way to mend it. */
const POLICY_FILE = "routes.toml";

/** What stands around every page. */
export function Frame() {
  const [keysOpen, setKeysOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const openKeys = useCallback(() => setKeysOpen(true), []);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const turnTheme = useTheme();
  const navigate = useNavigate();
  const status = useStatus();
  useEvents();
  const go = (id: StationId) => () => void navigate({ to: `/${id}` });

  useKeys({
    ...Object.fromEntries(STATIONS.map((station) => [station.keys, go(station.id)])),
    "?": openKeys,
    "mod+k": () => setPaletteOpen(true),
    "mod+shift+l": turnTheme,
  });

  const current = STATIONS.find((station) => path === `/${station.id}` || path.startsWith(`/${station.id}/`));
  const controls = windowControls();
  const unopened = status.error !== null && status.data === undefined;
  return (
    <Shell
      skip={strings.app.skip}
      titleBar={
        <TitleBar
          name={strings.app.name}
          {...(status.data ? { note: strings.app.policy(status.data.policy) } : {})}
          command={
            <CommandField
              label={strings.kit.palette.placeholder}
              keys="mod+k"
              onOpen={() => setPaletteOpen(true)}
            />
          }
          {...(controls === null ? {} : { window: { ...controls, labels: strings.app.window } })}
        >
          <Attached status={status.data} />
          <Address status={status.data} />
        </TitleBar>
      }
      rail={
        <Rail
          label={strings.app.pages}
          stations={STATIONS}
          current={current?.id ?? null}
          foot={
            <>
              <ThemeButton onTurn={turnTheme} />
              <IconButton
                label={strings.app.keys.openWithKey}
                icon={<IconKeyboard size={17} stroke={1.4} />}
                onClick={openKeys}
              />
            </>
          }
        />
      }
      status={<Status />}
      notice={
        status.data?.trouble &&
        !(
          status.data.base_url !== null &&
          current?.id === "routes" &&
          status.data.trouble.startsWith(POLICY_FILE)
        ) && <Notices trouble={status.data.trouble} listens={status.data.base_url !== null} />
      }
    >
      {unopened ? (
        <Unopened error={status.error} onRetry={() => void status.refetch()} retrying={status.isFetching} />
      ) : (
        <Outlet />
      )}
      <UndoNote />
      <CommandPalette open={paletteOpen} onClose={() => setPaletteOpen(false)} onKeys={openKeys} />
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </Shell>
  );
}
