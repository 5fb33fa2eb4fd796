import { IconChevronRight } from "@tabler/icons-react";
import { memo } from "react";
import type { AttemptView, CallView } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import { Arm } from "../kit/arm";
import { Glyph } from "../kit/glyph";
import { Monogram } from "../kit/monogram";
import { strings } from "../lib/strings";
import { answering, failureWords, fallen, isMoved, modelName, targetOf } from "./model";
import css from "./tried.module.css";

const words = strings.live;

type TriedProps = { readonly call: CallView; readonly nameOf: (account: string) => string };

/** Who was asked, in order: a level arm for each that failed, then who has the call now. */
export const Tried = memo(function Tried({ call, nameOf }: TriedProps) {
  const failed = fallen(call);
  const now = answering(call);
  return (
    <span className={css.tried}>
      {failed.map((attempt, i) => (
        <Hop key={attempt.no} attempt={attempt} named={i === failed.length - 1} />
      ))}
      {now ? (
        <>
          {failed.length > 0 && <IconChevronRight className={css.then} size={12} stroke={1.8} aria-hidden />}
          <Monogram name={nameOf(now.account)} />
          <span className={css.name} title={targetOf(now)}>
            {modelName(now)}
          </span>
          {isMoved(call) && (
            <span className={css.moved} title={words.movedGlyph} role="img" aria-label={words.movedGlyph}>
              <Glyph name="moved" size={13} />
            </span>
          )}
        </>
      ) : (
        <span className={css.none}>{isRunning(call.state) ? words.nobody : words.noAnswer}</span>
      )}
    </span>
  );
});

type HopProps = { readonly attempt: AttemptView; readonly named: boolean };

function Hop({ attempt, named }: HopProps) {
  const why = words.tried(targetOf(attempt), failureWords(attempt.failure));
  return (
    <span className={css.hop} title={why}>
      <Arm aspect="stop" name={why} />
      {named && <span className={css.hopName}>{modelName(attempt)}</span>}
    </span>
  );
}
