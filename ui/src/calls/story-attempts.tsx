import type { CallView } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import { useClock } from "../kit/clock";
import { StorySection } from "../kit/story-section";
import { Waterfall } from "../kit/waterfall";
import { strings } from "../lib/strings";
import { spanOf, streamRate, waterfallOf } from "./bill";

const words = strings.story;

type StoryAttemptsProps = { readonly call: CallView; readonly nameOf: (account: string) => string };

/** Every attempt on the call's clock; of a running call up to now. */
export function StoryAttempts({ call, nameOf }: StoryAttemptsProps) {
  const now = useClock((at) => (isRunning(call.state) ? at : 0));
  if (call.attempts.length === 0) return null;
  const rate = streamRate(call);
  return (
    <StorySection title={words.attempts} aside={words.targetsTried(call.attempts.length)}>
      <Waterfall
        attempts={waterfallOf(call, nameOf)}
        total={spanOf(call, now)}
        {...(rate === null ? {} : { rate })}
      />
    </StorySection>
  );
}
