import type { Sums } from "../../ipc/bindings";
import { Card } from "../../kit/card";
import { Chip } from "../../kit/chip";
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

const words = strings.spend;

/** Four kinds of money that are never added up, and the calls. */
export function SpendFigures({ total }: { readonly total: Sums }) {
  const cost = nanoUsd(total.cost);
  const estimated = nanoUsd(total.estimated);
  const simulated = nanoUsd(total.simulated);
  return (
    <Card padding="none">
      <FigureStrip>
        <Figure
          label={words.real}
          value={<Money value={cost} places={totalPlaces(cost)} />}
          sub={
            total.cost === 0 ? (
              total.unpriced > 0 ? (
                words.realUnpriced
              ) : (
                words.realNothing
              )
            ) : (
              <>
                <ExactMoney value={cost} />
                {words.realExactly}
              </>
            )
          }
        />
        <Figure
          label={words.estimated}
          value={<Money value={estimated} places={totalPlaces(estimated)} />}
          sub={total.estimated === 0 ? words.estimatedNone : words.estimatedWhy}
        />
        <Figure
          label={words.unpriced}
          value={<Quantity parts={{ value: groupDigits(total.unpriced), unit: "" }} />}
          sub={total.unpriced === 0 ? words.unpricedNone : words.unpricedWhy}
        />
        <Figure
          label={words.simulated}
          value={<Money value={simulated} places={totalPlaces(simulated)} />}
          sub={
            total.simulated === 0 ? (
              words.simulatedNone
            ) : (
              <Chip size="sm" tone="dashed">
                {words.simulatedWhy}
              </Chip>
            )
          }
        />
        <Figure
          label={words.calls}
          value={<Quantity parts={{ value: groupDigits(total.calls), unit: "" }} />}
          sub={
            total.failed === 0
              ? words.noneFailed
              : words.failed(
                  groupDigits(total.failed),
                  formatPercent(total.failed / Math.max(1, total.calls), 1),
                )
          }
        />
      </FigureStrip>
    </Card>
  );
}
