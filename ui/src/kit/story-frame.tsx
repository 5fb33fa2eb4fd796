import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { strings } from "../lib/strings";
import { IconButton } from "./icon-button";
import css from "./story-frame.module.css";
import { WholeWords } from "./whole-words";

type StoryFrameProps = {
  /** A `Chip` when the call was moved or failed. */
  readonly mark?: ReactNode;
  /** "Answered by GPT-5.5, second choice". */
  readonly title: string;
  /** Id, time, dialect: parted by dots. */
  readonly facts: readonly ReactNode[];
  /** `Figure`s of size `story`. */
  readonly figures?: ReactNode;
  readonly onClose?: () => void;
  /** `StorySection`s. */
  readonly children: ReactNode;
};

/** One call's story; fills a `Drawer`. */
export function StoryFrame({ mark, title, facts, figures, onClose, children }: StoryFrameProps) {
  return (
    <>
      <header className={css.head}>
        <div className={css.line}>
          {mark}
          <h2 className={css.title}>
            <WholeWords text={title} />
          </h2>
          {onClose && (
            <IconButton
              size="sm"
              label={strings.kit.close}
              icon={<IconX size={14} stroke={1.6} />}
              onClick={onClose}
            />
          )}
        </div>
        <div className={css.facts}>
          {facts.map((fact, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list that never moves
            <span key={i} className={css.fact}>
              {fact}
            </span>
          ))}
        </div>
        {figures && <dl className={css.figures}>{figures}</dl>}
      </header>
      <div className={css.scroll}>{children}</div>
    </>
  );
}
