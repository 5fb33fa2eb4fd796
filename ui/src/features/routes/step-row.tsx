import { IconChevronDown, IconChevronUp, IconGripVertical, IconX } from "@tabler/icons-react";
import type { PointerEvent } from "react";
import type { TargetView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { IconButton } from "../../kit/icon-button";
import { Monogram } from "../../kit/monogram";
import { Price } from "../../kit/price";
import { strings } from "../../lib/strings";
import { lettersOf, nameOf, placeOf, troubleOf } from "./model";
import css from "./steps.module.css";

const words = strings.routes.step;

type Handlers = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onLostPointerCapture: () => void;
};

type StepRowProps = {
  readonly target: TargetView;
  /** Of its step, from 1, and how many there are; `null` for a step's further targets. */
  readonly place: { readonly step: number; readonly of: number } | null;
  readonly stepKey: string;
  readonly handle: Handlers;
  readonly onMove: (by: 1 | -1) => void;
  /** Absent for the last target of the chain, which stays. */
  readonly onRemove: (() => void) | undefined;
};

/** A platform: who answers there, what it costs, why it cannot be asked now. */
export function StepRow({ target, place, stepKey, handle, onMove, onRemove }: StepRowProps) {
  const name = nameOf(target);
  const trouble = troubleOf(target);
  return (
    <div className={css.target}>
      {place === null ? (
        <span />
      ) : (
        <button
          type="button"
          className={css.handle}
          data-handle={stepKey}
          aria-label={words.handle(place.step, place.of, name)}
          title={words.handle(place.step, place.of, name)}
          {...handle}
        >
          <IconGripVertical size={14} stroke={1.6} aria-hidden />
          <span className={css.number}>{place.step}</span>
        </button>
      )}
      <span className={css.mark}>
        <Monogram name={target.provider_name ?? target.account} letters={lettersOf(target)} size="md" />
      </span>
      <span className={css.text}>
        <span className={css.name}>
          <span className={css.model} title={target.target}>
            {name}
          </span>
          {trouble && (
            <Chip size="sm" tone={trouble.tone}>
              {trouble.text}
            </Chip>
          )}
        </span>
        <span className={css.place} title={target.target}>
          {placeOf(target)}
        </span>
      </span>
      <span className={css.price}>
        <Price value={target.input_price} />
      </span>
      <span className={css.price}>
        <Price value={target.output_price} />
      </span>
      <span className={css.buttons}>
        {place !== null && (
          <>
            <IconButton
              size="sm"
              label={words.up(name)}
              icon={<IconChevronUp size={14} stroke={1.6} />}
              disabled={place.step === 1}
              onClick={() => onMove(-1)}
            />
            <IconButton
              size="sm"
              label={words.down(name)}
              icon={<IconChevronDown size={14} stroke={1.6} />}
              disabled={place.step === place.of}
              onClick={() => onMove(1)}
            />
          </>
        )}
      </span>
      <IconButton
        size="sm"
        label={onRemove ? words.remove(name) : words.lastStays}
        icon={<IconX size={14} stroke={1.6} />}
        disabled={!onRemove}
        onClick={onRemove}
      />
    </div>
  );
}
