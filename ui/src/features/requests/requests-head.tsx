import { IconChevronDown } from "@tabler/icons-react";
import { Button } from "../../kit/button";
import { Menu } from "../../kit/menu";
import { PageHead } from "../../kit/page-head";
import { Segment } from "../../kit/segment";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import { shortTime, windowName } from "./model";
import { RANGES, type Range, type RequestsSearch, rangeOf } from "./search";
import type { Export } from "./use-export";
import type { Requests } from "./use-requests";

const words = strings.requests;

type RequestsHeadProps = {
  readonly search: RequestsSearch;
  readonly requests: Requests;
  readonly exporting: Export;
  readonly onRange: (range: Range) => void;
};

/** How many fit, over which window, and what can be done with them. */
export function RequestsHead({ search, requests, exporting, onRange }: RequestsHeadProps) {
  const range = rangeOf(search);
  const sums = requests.sums.data;
  const now = unixMillis(requests.at);
  const sub =
    sums &&
    (sums.cut
      ? words.counted(groupDigits(sums.calls), shortTime(unixMillis(sums.from), now))
      : words.count(groupDigits(sums.calls)));
  const own = { value: "custom" as const, label: windowName(search, now) };
  return (
    <PageHead title={words.title} {...(sub !== undefined && { sub })}>
      {requests.newer > 0 && (
        <Button title={words.newerWhy} onClick={requests.refresh}>
          {words.newer(groupDigits(requests.newer))}
        </Button>
      )}
      <Segment
        label={words.range.label}
        options={[
          ...RANGES.map((value) => ({ value, label: words.range[value] })),
          ...(range === null ? [own] : []),
        ]}
        value={range ?? own.value}
        onChange={(next) => next !== "custom" && onRange(next)}
      />
      <Menu
        trigger={
          <Button loading={exporting.busy} disabled={requests.rows.length === 0}>
            {words.export.action}
            <IconChevronDown size={13} stroke={1.6} aria-hidden />
          </Button>
        }
        items={[
          { label: words.export.csv, onSelect: () => exporting.begin("csv") },
          { label: words.export.jsonl, onSelect: () => exporting.begin("jsonl") },
        ]}
      />
    </PageHead>
  );
}
