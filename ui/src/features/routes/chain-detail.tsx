import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { ChainView, PolicyView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { IconButton } from "../../kit/icon-button";
import { Id } from "../../kit/id";
import { Menu } from "../../kit/menu";
import { strings } from "../../lib/strings";
import { AddTarget } from "./add-target";
import { Limits } from "./limits";
import { RenameDialog } from "./rename-dialog";
import css from "./routes.module.css";
import { StepList } from "./step-list";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes;

type ChainDetailProps = {
  readonly chain: ChainView;
  readonly policy: PolicyView;
  readonly change: PolicyEditor["change"];
  /** Which chain to show next; `undefined` is the first. */
  readonly onShow: (chain: string | undefined) => void;
};

/** One chain: its order, its limits, what may be done with it. Every change holds at once and can be undone. */
export function ChainDetail({ chain, policy, change, onShow }: ChainDetailProps) {
  const [renaming, setRenaming] = useState(false);
  const remove = () => {
    void change(() => ({ edit: "remove_chain", chain: chain.name })).then(
      (done) => done && onShow(undefined),
    );
  };
  return (
    <div className={css.detail}>
      <header className={css.head}>
        <div className={css.headText}>
          <h2 className={css.headName}>
            {chain.name}
            {chain.is_default && (
              <Chip size="sm" tone="on">
                {words.isDefault}
              </Chip>
            )}
          </h2>
          <p className={css.asked}>
            {words.asked}
            {chain.is_default && <Id value="auto" label={words.asked} />}
            <Id value={`chain/${chain.name}`} label={words.asked} />
          </p>
        </div>
        {!chain.is_default && (
          <Button onClick={() => void change(() => ({ edit: "set_default", chain: chain.name }))}>
            {words.makeDefault}
          </Button>
        )}
        <Menu
          trigger={
            <IconButton tone="default" label={words.more} icon={<IconDots size={15} stroke={1.6} />} />
          }
          items={[
            { label: words.rename, onSelect: () => setRenaming(true) },
            {
              label: chain.is_default ? words.removeDefault : words.remove,
              danger: !chain.is_default,
              disabled: chain.is_default,
              onSelect: remove,
            },
          ]}
        />
      </header>
      <StepList chain={chain} change={change} />
      <AddTarget chain={chain} change={change} />
      <Limits chain={chain} change={change} />
      {renaming && (
        <RenameDialog
          chain={chain.name}
          taken={policy.chains.map(({ name }) => name)}
          change={change}
          onClose={() => setRenaming(false)}
          onShow={onShow}
        />
      )}
    </div>
  );
}
