import { IconChevronRight } from "@tabler/icons-react";
import { Fragment } from "react";
import type { ChainView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { Monogram } from "../../kit/monogram";
import { strings } from "../../lib/strings";
import { lettersOf, outOfReach } from "./model";
import css from "./routes.module.css";

const words = strings.routes;
/** More would not fit beside the count. */
const SHOWN = 6;

/** A chain among the others: its name, who is asked in which order, whether all of it is in reach. */
export function ChainRow({ chain }: { readonly chain: ChainView }) {
  const firsts = chain.steps.slice(0, SHOWN).map((step) => step.targets[0]);
  const lost = outOfReach(chain);
  return (
    <div className={css.row}>
      <span className={css.title}>
        <span className={css.name} title={chain.name}>
          {chain.name}
        </span>
        {chain.is_default && (
          <Chip size="sm" tone="on">
            {words.isDefault}
          </Chip>
        )}
      </span>
      <span className={css.way}>
        {firsts.map(
          (target, i) =>
            target && (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              <Fragment key={i}>
                {i > 0 && <IconChevronRight size={11} stroke={1.8} aria-hidden />}
                <Monogram name={target.provider_name ?? target.account} letters={lettersOf(target)} />
              </Fragment>
            ),
        )}
        <span className={css.count}>{words.steps(chain.steps.length)}</span>
        {lost > 0 && (
          <Chip size="sm" tone="caution">
            {words.inTrouble(lost)}
          </Chip>
        )}
      </span>
    </div>
  );
}
