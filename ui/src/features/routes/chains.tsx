import type { PolicyView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Empty } from "../../kit/empty";
import { SplitList } from "../../kit/split-list";
import { strings } from "../../lib/strings";
import { ChainDetail } from "./chain-detail";
import { ChainRow } from "./chain-row";
import { fileOf } from "./model";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes;

type ChainsProps = {
  readonly policy: PolicyView;
  /** By name; `undefined` is the default chain. */
  readonly selected: string | undefined;
  readonly change: PolicyEditor["change"];
  readonly onShow: (chain: string | undefined) => void;
  readonly onAdd: () => void;
  readonly onOpenText: () => void;
};

/** The chains at the left, the chosen one at the right. */
export function Chains({ policy, selected, change, onShow, onAdd, onOpenText }: ChainsProps) {
  const { chains } = policy;
  if (chains.length === 0 && policy.last_good) {
    return (
      <Empty
        title={words.brokenEmpty.title(fileOf(policy.path))}
        action={
          <Button tone="primary" onClick={onOpenText}>
            {words.brokenEmpty.action}
          </Button>
        }
      >
        {words.brokenEmpty.body}
      </Empty>
    );
  }
  if (chains.length === 0) {
    return (
      <Empty
        title={words.empty.title}
        action={
          <Button tone="primary" onClick={onAdd}>
            {words.addChain}
          </Button>
        }
      >
        {words.empty.body}
      </Empty>
    );
  }
  const first = chains.find((chain) => chain.is_default) ?? chains[0];
  const open = selected === undefined ? first : chains.find(({ name }) => name === selected);
  return (
    <SplitList
      label={words.chains}
      items={chains}
      itemKey={(chain) => chain.name}
      itemName={(chain) => words.chainName(chain.name, words.steps(chain.steps.length), chain.is_default)}
      renderItem={(chain) => <ChainRow chain={chain} />}
      selected={open?.name ?? null}
      onSelect={onShow}
    >
      {open ? (
        <ChainDetail key={open.name} chain={open} policy={policy} change={change} onShow={onShow} />
      ) : (
        <Empty
          title={words.noneOpen.title(selected ?? "")}
          action={<Button onClick={() => onShow(undefined)}>{words.noneOpen.action}</Button>}
        >
          {words.noneOpen.body}
        </Empty>
      )}
    </SplitList>
  );
}
