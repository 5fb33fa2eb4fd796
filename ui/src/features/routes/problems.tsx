import type { PolicyView } from "../../ipc/bindings";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { Lamp } from "../../kit/lamp";
import { asSentence } from "../../kit/sentence";
import { strings } from "../../lib/strings";
import { fileOf } from "./model";
import css from "./routes.module.css";

const words = strings.routes.problems;
/** The rest stands in the text view. */
const SHOWN = 3;

type ProblemsProps = {
  readonly policy: PolicyView;
  /** Absent where the text is in view already. */
  readonly onOpenText?: () => void;
};

/** What is wrong in the file on disk, and whether an earlier policy holds because of it. */
export function Problems({ policy, onOpenText }: ProblemsProps) {
  if (policy.problems.length === 0) return null;
  const file = fileOf(policy.path);
  const tone = policy.last_good ? "stop" : "caution";
  const rest = policy.problems.length - SHOWN;
  return (
    <Banner
      tone={tone}
      icon={<Lamp aspect={tone} name={null} />}
      action={
        onOpenText && (
          <Button size="sm" onClick={onOpenText}>
            {words.open}
          </Button>
        )
      }
    >
      <b>{policy.last_good ? words.broken(file) : words.flawed(file)}</b>{" "}
      {policy.last_good && (policy.chains.length === 0 ? words.noneHolds : words.lastGood)}
      <ul className={css.lines}>
        {policy.problems.slice(0, SHOWN).map((problem) => (
          <li key={`${problem.line}:${problem.column} ${problem.message}`}>
            {problem.line > 0 && <span className={css.place}>{words.at(problem.line, problem.column)} </span>}
            {asSentence(problem.message)}
          </li>
        ))}
        {rest > 0 && <li>{words.more(rest)}</li>}
      </ul>
    </Banner>
  );
}
