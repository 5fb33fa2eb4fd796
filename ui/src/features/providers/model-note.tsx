import { IconX } from "@tabler/icons-react";
import type { ModelView, TargetHealth } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { useClock } from "../../kit/clock";
import { IconButton } from "../../kit/icon-button";
import { Id } from "../../kit/id";
import { Lamp } from "../../kit/lamp";
import { asSentence } from "../../kit/sentence";
import { formatTokens } from "../../lib/quantity";
import { strings } from "../../lib/strings";
import { isoDayName, relativeTime } from "../../lib/time";
import { tokens, unixMillis } from "../../lib/units";
import { breakerOf } from "./keys";
import { checkAspect, failureWord, modelVerdict } from "./model";
import css from "./models.module.css";
import type { ModelTested } from "./use-model-tests";

type ModelNoteProps = {
  readonly account: string;
  readonly model: ModelView;
  readonly tested: ModelTested | null;
  /** How well it is, once it was asked. */
  readonly target: TargetHealth | null;
  readonly onClose: () => void;
};

const words = strings.providers.models.note;

/** The model that is picked, whole: what a caller writes, where its price was read, how its test went. */
export function ModelNote({ account, model, tested, target, onClose }: ModelNoteProps) {
  const able = model.abilities.map((ability) => strings.providers.models.ability[ability] ?? ability);
  return (
    <aside className={css.note} aria-label={words.label(model.id)}>
      <div className={css.noteHead}>
        <b title={model.name}>{model.name}</b>
        <Id value={`${account}/${model.id}`} label={words.target} />
        <IconButton size="sm" label={words.close} icon={<IconX size={14} stroke={1.6} />} onClick={onClose} />
      </div>
      <ul className={css.noteFacts}>
        <li>{priceOf(model)}</li>
        {model.context !== null && <li>{words.context(formatTokens(tokens(model.context)))}</li>}
        <li>
          {words.abilities} {able.length === 0 ? words.noAbility : able.join(", ")}
        </li>
        {model.retires !== null && <li>{words.retires(isoDayName(model.retires))}</li>}
      </ul>
      <BreakerLine target={target} />
      {tested?.state === "asking" && <p className={css.noteTest}>{words.asking}</p>}
      {tested?.state === "told" && (
        <p className={css.noteTest}>
          <Lamp aspect={checkAspect(tested.check)} />
          {tested.check.kind !== null && (
            <Chip size="sm" tone="stop">
              {failureWord(tested.check.kind)}
            </Chip>
          )}
          {tested.check.status !== null && tested.check.ok !== true && (
            <Chip size="sm">{words.status(tested.check.status)}</Chip>
          )}
          <span>{modelVerdict(tested.check)}</span>
        </p>
      )}
    </aside>
  );
}

/** Why calls do not reach it now, and when they will be let through again. */
function BreakerLine({ target }: { readonly target: TargetHealth | null }) {
  const breaker = breakerOf(target);
  const now = useClock((at) => unixMillis(Math.floor(at / 1000) * 1000));
  if (breaker === null || target === null) return null;
  const probe = target.next_probe === null ? null : relativeTime(unixMillis(target.next_probe), now);
  const { breaker: said } = strings.providers;
  return (
    <p className={css.noteTest}>
      <Lamp aspect={breaker.aspect} name={null} />
      <span>
        {breaker.word}. {asSentence(failureWord(target.why) ?? "")} {said.sum(target.failed, target.calls)}{" "}
        {probe !== null && said.probe(probe)}
      </span>
    </p>
  );
}

function priceOf(model: ModelView): string {
  if (model.source === null) return words.unpriced;
  const read = model.read === null ? null : isoDayName(model.read);
  return strings.providers.models.priceFrom(model.source, read);
}
