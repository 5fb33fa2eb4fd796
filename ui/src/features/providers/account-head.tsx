import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView } from "../../ipc/bindings";
import { AspectText } from "../../kit/aspect-text";
import { Chip } from "../../kit/chip";
import { FailureNote } from "../../kit/failure-note";
import { IconButton } from "../../kit/icon-button";
import { Menu } from "../../kit/menu";
import { Monogram } from "../../kit/monogram";
import { Switch } from "../../kit/switch";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountChanged } from "./changed";
import css from "./detail.module.css";
import { KeyDialog } from "./key-dialog";
import { type Standing, variableOf } from "./model";
import { RemoveDialog } from "./remove-dialog";
import { SettingsDialog } from "./settings-dialog";

type AccountHeadProps = { readonly account: AccountView; readonly standing: Standing };

const words = strings.providers;

export function AccountHead({ account, standing }: AccountHeadProps) {
  const cache = useQueryClient();
  const task = useTask();
  const [open, setOpen] = useState<"key" | "settings" | "remove" | null>(null);
  const setEnabled = (enabled: boolean) =>
    task.run(async () =>
      accountChanged(cache, await api.providers.setEnabled({ account: account.name, enabled })),
    );
  const keyed = account.key !== "not_needed" && variableOf(account.key_place) === null;
  return (
    <>
      <header className={css.head}>
        <Monogram name={account.provider_name} letters={account.monogram} size="lg" />
        <div className={css.headText}>
          <div className={css.headName}>
            <h2 className={css.title}>{account.provider_name}</h2>
            <span className={css.faint} title={account.name}>
              {account.name}
            </span>
            {account.simulated && (
              <Chip size="sm" tone="flat">
                {words.simulated}
              </Chip>
            )}
          </div>
          <AspectText aspect={standing.aspect}>{standing.word}</AspectText>
        </div>
        <Switch
          label={words.enabled}
          checked={account.enabled}
          disabled={task.busy}
          onChange={(on) => void setEnabled(on)}
        />
        <Menu
          trigger={
            <IconButton label={words.more} tone="default" icon={<IconDots size={15} stroke={1.6} />} />
          }
          items={[
            ...(keyed
              ? [
                  {
                    label: account.key === "missing" ? words.key.add : words.key.replace,
                    onSelect: () => setOpen("key"),
                  },
                ]
              : []),
            ...(account.simulated
              ? []
              : [{ label: strings.accountSettings.open, onSelect: () => setOpen("settings") }]),
            { label: words.remove, onSelect: () => setOpen("remove"), danger: true },
          ]}
        />
      </header>
      {task.failure && (
        <div className={css.inset}>
          <FailureNote what={words.enabledFailed(!account.enabled)} failure={task.failure} />
        </div>
      )}
      <KeyDialog account={account} open={open === "key"} onClose={() => setOpen(null)} />
      <SettingsDialog account={account} open={open === "settings"} onClose={() => setOpen(null)} />
      <RemoveDialog account={account} open={open === "remove"} onClose={() => setOpen(null)} />
    </>
  );
}
