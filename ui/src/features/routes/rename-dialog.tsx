import { type FormEvent, useState } from "react";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import { nameTrouble } from "./model";
import css from "./routes.module.css";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.dialog;

type RenameDialogProps = {
  readonly chain: string;
  readonly taken: readonly string[];
  readonly change: PolicyEditor["change"];
  readonly onClose: () => void;
  readonly onShow: (chain: string) => void;
};

export function RenameDialog({ chain, taken, change, onClose, onShow }: RenameDialogProps) {
  const [name, setName] = useState(chain);
  const to = name.trim();
  const trouble = to === chain ? null : nameTrouble(to, taken);
  const rename = async (event: FormEvent) => {
    event.preventDefault();
    if (trouble !== null) return;
    if (to !== chain && (await change(() => ({ edit: "rename_chain", chain, to })))) onShow(to);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.rename(chain)}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            tone="primary"
            type="submit"
            form="rename-chain"
            disabled={trouble !== null || to === chain}
          >
            {words.renameIt}
          </Button>
        </>
      }
    >
      <form id="rename-chain" className={css.form} onSubmit={(event) => void rename(event)}>
        <TextField
          label={words.name}
          mono
          value={name}
          onChange={setName}
          hint={words.nameHint}
          {...(trouble === null ? {} : { error: trouble })}
        />
        <p className={css.note}>{words.renameNote(chain)}</p>
      </form>
    </Dialog>
  );
}
