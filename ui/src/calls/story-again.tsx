import { useQuery } from "@tanstack/react-query";
import { api } from "../ipc/api";
import type { CallView } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import { queryKeys } from "../ipc/query-keys";
import { CodeBlock } from "../kit/code-block";
import { FailureNote } from "../kit/failure-note";
import { Skeleton } from "../kit/skeleton";
import { StorySection } from "../kit/story-section";
import { strings } from "../lib/strings";
import css from "./story.module.css";

const words = strings.story;

/** The call as a command that repeats its shape; what was said in it is on no record. */
export function StoryAgain({ call }: { readonly call: CallView }) {
  const over = !isRunning(call.state);
  const curl = useQuery({
    queryKey: queryKeys.curl(call.id),
    queryFn: () => api.requests.curl(call.id),
    enabled: over,
  });
  if (!over) return null;
  return (
    <StorySection title={words.again} aside="curl">
      {curl.error ? (
        <FailureNote what={words.againFailed} failure={curl.error} />
      ) : curl.data === undefined ? (
        <Skeleton />
      ) : (
        <>
          <CodeBlock text={curl.data} label={words.againLabel} wrap />
          <p className={css.note}>{words.againWhy}</p>
        </>
      )}
    </StorySection>
  );
}
