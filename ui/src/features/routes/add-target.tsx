import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../ipc/api";
import type { ChainView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { ComboField } from "../../kit/combo-field";
import { strings } from "../../lib/strings";
import { targetTrouble } from "./model";
import css from "./routes.module.css";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.target;

type AddTargetProps = { readonly chain: ChainView; readonly change: PolicyEditor["change"] };

/** Appends a target: one of those that the accounts offer, or any other by its name. */
export function AddTarget({ chain, change }: AddTargetProps) {
  const { data: known = [] } = useQuery({ queryKey: queryKeys.targets, queryFn: api.routes.targets });
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const target = text.trim();
  const trouble = targetTrouble(target, chain);
  const strange = trouble === null && known.length > 0 && !known.includes(target);
  const add = async (event?: FormEvent) => {
    event?.preventDefault();
    setAsked(true);
    if (trouble !== null) return;
    const done = await change((view) => ({
      edit: "add_target",
      chain: chain.name,
      target,
      at: view.chains.find(({ name }) => name === chain.name)?.steps.length ?? 0,
    }));
    if (!done) return;
    setText("");
    setAsked(false);
    announce(strings.routes.step.added(target));
  };
  return (
    <form className={css.add} onSubmit={(event) => void add(event)}>
      <ComboField
        label={words.add}
        placeholder={words.placeholder}
        value={text}
        onChange={(next) => {
          setText(next);
          setAsked(false);
        }}
        options={known}
        hint={strange ? words.strange : words.where}
        {...(asked && trouble !== null ? { error: trouble } : {})}
      />
      <div className={css.addButton}>
        <Button type="submit" size="lg">
          {words.addIt}
        </Button>
      </div>
    </form>
  );
}
