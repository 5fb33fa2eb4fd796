import type { CallView, Story } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import { FailureNote } from "../kit/failure-note";
import { Money } from "../kit/money";
import { Skeleton } from "../kit/skeleton";
import { StorySection } from "../kit/story-section";
import { strings } from "../lib/strings";
import { isoDayName } from "../lib/time";
import { nanoUsd } from "../lib/units";
import { billPart, billTimes } from "./bill";
import css from "./story.module.css";

const words = strings.story;

type StoryBillProps = {
  readonly call: CallView;
  readonly story: Story | undefined;
  readonly error: Error | null;
};

/** Tokens times price, line by line, with the day and the source of the price. */
export function StoryBill({ call, story, error }: StoryBillProps) {
  const price = story?.price;
  return (
    <StorySection
      title={words.bill}
      {...(price && !call.simulated ? { aside: words.price(isoDayName(price.from)) } : {})}
    >
      <Lines call={call} story={story} error={error} />
      {price && <p className={css.note}>{call.simulated ? words.madeUp : words.source(price.source)}</p>}
      {call.estimated && <p className={css.note}>{words.estimated}</p>}
    </StorySection>
  );
}

function noBill(call: CallView): string {
  if (call.subscription) return words.billSubscription;
  return call.cost === null ? words.billUnpriced : words.noBill;
}

function Lines({ call, story, error }: StoryBillProps) {
  if (isRunning(call.state)) return <p className={css.note}>{words.billLater}</p>;
  if (!story) return error ? <FailureNote what={words.gone} failure={error} /> : <Skeleton />;
  if (story.bill.length === 0) {
    return <p className={css.note}>{noBill(call)}</p>;
  }
  return (
    <table className={css.bill}>
      <tbody>
        {story.bill.map((line) => (
          <tr key={`${line.attempt} ${line.part}`}>
            <th scope="row">{billPart(line, story.bill)}</th>
            <td className={css.times}>{billTimes(line)}</td>
            <td>
              <Money value={nanoUsd(line.amount)} places={5} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{call.simulated ? words.simulatedTotal : words.billTotal}</th>
          <td />
          <td>
            <Money value={call.cost === null ? null : nanoUsd(call.cost)} places={5} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
