import type { CallView } from "../ipc/bindings";
import { Banner } from "../kit/banner";
import { Glyph } from "../kit/glyph";
import { asSentence } from "../kit/sentence";
import { formatMoney } from "../lib/money";
import { strings } from "../lib/strings";
import { lostCost } from "./bill";
import { fallen, movedReasons } from "./model";
import css from "./story.module.css";

const words = strings.story;

/** Why the answer is not from the first choice, and what the detour cost. */
export function StoryMoved({ call }: { readonly call: CallView }) {
  if (call.moved === null) return null;
  const reasons = movedReasons(call.moved).map(asSentence).join(" ");
  const lost = lostCost(call);
  const paid =
    fallen(call).length === 0 || lost === null
      ? null
      : lost === 0
        ? words.movedCost
        : words.movedPaid(formatMoney(lost, 4));
  return (
    <div className={css.banner}>
      <Banner tone="caution" icon={<Glyph name="moved" size={14} />}>
        {words.movedWhy(reasons)} {paid}
      </Banner>
    </div>
  );
}
