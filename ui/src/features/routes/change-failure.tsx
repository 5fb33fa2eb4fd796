import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { CodeBlock } from "../../kit/code-block";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./routes.module.css";

const words = strings.routes;

type ChangeFailureProps = { readonly failure: Failure; readonly onReload: () => void };

/** A change that was refused. When the file changed underneath, both versions are shown before one goes on. */
export function ChangeFailure({ failure, onReload }: ChangeFailureProps) {
  if (failure.code !== "conflict") return <FailureNote what={words.failed} failure={failure} />;
  return (
    <>
      <Banner
        tone="caution"
        icon={<Lamp aspect="caution" name={null} />}
        action={
          <Button size="sm" onClick={onReload}>
            {words.conflict.reload}
          </Button>
        }
      >
        <b>{words.conflict.what}</b> {words.conflict.now}
      </Banner>
      {failure.hint && (
        <div className={css.both}>
          <CodeBlock text={failure.hint} label={words.conflict.both} />
        </div>
      )}
    </>
  );
}
