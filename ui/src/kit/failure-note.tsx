import type { ReactNode } from "react";
import { Banner } from "./banner";
import { Lamp } from "./lamp";
import { asSentence } from "./sentence";
import type { Failure } from "./use-task";

type FailureNoteProps = {
  /** What could not be done: "The key was not saved." */
  readonly what: string;
  /** Why, in the house's words, with its hint. */
  readonly failure: Failure;
  /** What holds meanwhile. */
  readonly now?: string;
  readonly action?: ReactNode;
};

/** A failure in three parts, said beside what failed while the rest stays. */
export function FailureNote({ what, failure, now, action }: FailureNoteProps) {
  const rest = [failure.message, failure.hint ?? "", now ?? ""].map(asSentence).filter(Boolean);
  return (
    <Banner tone="stop" icon={<Lamp aspect="stop" size={12} name={null} />} action={action}>
      <b>{what}</b> {rest.join(" ")}
    </Banner>
  );
}
