import { IconArrowLeft } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { Preset } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { AccountForm } from "./account-form";
import { PresetGallery } from "./preset-gallery";

type AddDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Names that exist. */
  readonly taken: readonly string[];
  readonly noKeychain: boolean;
  readonly onAdded: (name: string) => void;
};

const words = strings.providerForms;

/** Two steps: which provider, then its key. */
export function AddDialog({ open, onClose, taken, noKeychain, onAdded }: AddDialogProps) {
  const [preset, setPreset] = useState<Preset | null>(null);
  const task = useTask();
  const form = useId();
  const back = () => {
    task.forget();
    setPreset(null);
  };
  const close = () => {
    back();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={preset === null ? words.gallery.title : words.form.title(preset.name)}
      width={preset === null ? 680 : 480}
      {...(preset !== null && {
        actions: (
          <>
            <Button tone="ghost" icon={<IconArrowLeft size={14} stroke={1.6} />} onClick={back}>
              {words.form.back}
            </Button>
            <Button type="submit" form={form} tone="primary" loading={task.busy}>
              {words.form.submit}
            </Button>
          </>
        ),
      })}
    >
      {preset === null ? (
        <PresetGallery onPick={setPreset} />
      ) : (
        <AccountForm
          id={form}
          preset={preset}
          taken={taken}
          noKeychain={noKeychain}
          task={task}
          onAdded={(name) => {
            onAdded(name);
            close();
          }}
        />
      )}
    </Dialog>
  );
}
