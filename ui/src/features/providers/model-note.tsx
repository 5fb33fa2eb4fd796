import { IconX } from "@tabler/icons-react";
import type { ModelView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { IconButton } from "../../kit/icon-button";
import { Id } from "../../kit/id";
import { Lamp } from "../../kit/lamp";
import { formatTokens } from "../../lib/quantity";
import { strings } from "../../lib/strings";
import { isoDayName } from "../../lib/time";
import { tokens } from "../../lib/units";
import { checkAspect, failureWord, modelVerdict } from "./model";
import css from "./models.module.css";
import type { ModelTested } from "./use-model-tests";

type ModelNoteProps = {
  readonly account: string;
  readonly model: ModelView;
  readonly tested: ModelTested | null;
  readonly onClose: () => void;
};

const words = strings.providers.models.note;

/** The model that is picked, whole: what a caller writes, where its price was read, how its test went. */
export function ModelNote({ account, model, tested, onClose }: ModelNoteProps) {
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

function priceOf(model: ModelView): string {
  if (model.source === null) return words.unpriced;
  const read = model.read === null ? null : isoDayName(model.read);
  return strings.providers.models.priceFrom(model.source, read);
}
