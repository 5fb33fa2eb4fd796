import type { CallsOverview } from "../../ipc/bindings";
import { Card } from "../../kit/card";
import { ExactMoney } from "../../kit/exact-money";
import { Figure } from "../../kit/figure";
import { FigureStrip } from "../../kit/figure-strip";
import { Money } from "../../kit/money";
import { Quantity } from "../../kit/quantity";
import { totalPlaces } from "../../lib/money";
import { groupDigits } from "../../lib/number";
import { formatPercent } from "../../lib/quantity";
import { strings } from "../../lib/strings";
import { nanoUsd } from "../../lib/units";

const words = strings.requests.figures;

const count = (value: number) => <Quantity parts={{ value: groupDigits(value), unit: "" }} />;
const money = (value: number) => <Money value={nanoUsd(value)} places={totalPlaces(nanoUsd(value))} />;

type RequestFiguresProps = {
  readonly sums: CallsOverview;
  /** A provider or a model narrows: only what was paid there is summed. */
  readonly there: boolean;
};

/** How many calls fit and what they cost: four kinds of money that are never added up. */
export function RequestFigures({ sums, there }: RequestFiguresProps) {
  const share = (part: number) => formatPercent(part / Math.max(1, sums.calls), 1);
  return (
    <Card padding="none">
      <FigureStrip>
        <Figure
          label={words.calls}
          value={count(sums.calls)}
          sub={
            sums.failed === 0 ? words.noneFailed : words.failed(groupDigits(sums.failed), share(sums.failed))
          }
        />
        <Figure
          label={words.moved}
          value={count(sums.moved)}
          sub={sums.moved === 0 ? words.movedNone : words.movedShare(share(sums.moved))}
        />
        <Figure
          label={there ? words.spentThere : words.spent}
          value={money(sums.cost)}
          sub={
            sums.cost === 0 ? (
              words.nothing
            ) : (
              <span title={words.exactly}>
                <ExactMoney value={nanoUsd(sums.cost)} />
              </span>
            )
          }
        />
        <Figure
          label={words.estimated}
          value={money(sums.estimated)}
          sub={sums.estimated === 0 ? words.estimatedNone : words.estimatedWhy}
        />
        <Figure
          label={words.unpriced}
          value={count(sums.unpriced)}
          sub={sums.unpriced === 0 ? words.unpricedNone : words.unpricedWhy}
        />
        <Figure
          label={words.simulated}
          value={money(sums.simulated)}
          sub={sums.simulated === 0 ? words.simulatedNone : words.simulatedWhy}
        />
      </FigureStrip>
    </Card>
  );
}
