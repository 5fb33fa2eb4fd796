import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { ComboField } from "../../kit/combo-field";
import { Dialog } from "../../kit/dialog";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import { nameTrouble, targetTrouble } from "./model";
import css from "./routes.module.css";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes;

type AddDialogProps = {
  readonly taken: readonly string[];
  readonly change: PolicyEditor["change"];
  readonly onClose: () => void;
  readonly onShow: (chain: string) => void;
};

/** A chain begins with a name and the target that is asked first. */
export function AddDialog({ taken, change, onClose, onShow }: AddDialogProps) {
  const { data: known = [] } = useQuery({ queryKey: queryKeys.targets, queryFn: api.routes.targets });
  const [name, setName] = useState("");
  const [target, setTarget] = useState("");
  const [asked, setAsked] = useState(false);
  const nameWrong = nameTrouble(name.trim(), taken);
  const targetWrong = targetTrouble(target.trim(), null);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (nameWrong !== null || targetWrong !== null) return;
    const chain = name.trim();
    if (await change(() => ({ edit: "add_chain", chain, target: target.trim() }))) onShow(chain);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.dialog.add}
      actions={
        <>
          <Button onClick={onClose}>{words.dialog.cancel}</Button>
          <Button tone="primary" type="submit" form="add-chain">
            {words.dialog.addIt}
          </Button>
        </>
      }
    >
      <form id="add-chain" className={css.form} onSubmit={(event) => void add(event)}>
        <TextField
          label={words.dialog.name}
          mono
          value={name}
          onChange={setName}
          hint={words.dialog.nameHint}
          data-autofocus
          {...((asked || name !== "") && nameWrong !== null ? { error: nameWrong } : {})}
        />
        <ComboField
          label={words.dialog.first}
          placeholder={words.target.placeholder}
          value={target}
          onChange={setTarget}
          options={known}
          {...(asked && targetWrong !== null ? { error: targetWrong } : {})}
        />
      </form>
    </Dialog>
  );
}
