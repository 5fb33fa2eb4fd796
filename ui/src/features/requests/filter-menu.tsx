import { IconArrowLeft, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { Facet, Narrow } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import { PickList } from "../../kit/pick-list";
import { Popover } from "../../kit/popover";
import { SearchField } from "../../kit/search-field";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { valueName } from "./model";
import css from "./requests.module.css";
import { BYS, type By, OUTCOMES } from "./search";

const words = strings.requests;

type FilterMenuProps = {
  readonly narrow: Narrow;
  readonly providers: ReadonlyMap<string, string>;
  readonly onPick: (by: By, value: string) => void;
};

/** First by what, then by which of the values that the calls in view have. */
export function FilterMenu({ narrow, providers, onPick }: FilterMenuProps) {
  return (
    <Popover
      label={words.filter.what}
      trigger={(button) => (
        <Button size="sm" icon={<IconPlus size={12} stroke={1.8} aria-hidden />} {...button}>
          {words.filter.add}
        </Button>
      )}
    >
      {(close) => (
        <Steps
          narrow={narrow}
          providers={providers}
          onPick={(by, value) => {
            close();
            onPick(by, value);
          }}
        />
      )}
    </Popover>
  );
}

function Steps({ narrow, providers, onPick }: FilterMenuProps) {
  const [by, setBy] = useState<By | null>(null);
  if (by === null) {
    return (
      <PickList
        label={words.filter.what}
        items={BYS.map((one) => ({ key: one, label: words.by[one] }))}
        onPick={(key) => setBy(BYS.find((one) => one === key) ?? null)}
        autoFocus
      />
    );
  }
  const back = (
    <Button
      size="sm"
      tone="ghost"
      icon={<IconArrowLeft size={13} stroke={1.6} aria-hidden />}
      onClick={() => setBy(null)}
    >
      {words.filter.back}
    </Button>
  );
  const pick = (value: string) => onPick(by, value);
  return (
    <div className={css.values}>
      {back}
      {by === "outcome" ? (
        <PickList
          label={words.filter.values(words.by.outcome)}
          items={OUTCOMES.map((outcome) => ({ key: outcome, label: words.outcome[outcome] }))}
          onPick={pick}
          autoFocus
        />
      ) : (
        <Values by={by} narrow={narrow} providers={providers} onPick={pick} />
      )}
    </div>
  );
}

type ValuesProps = {
  readonly by: Facet;
  readonly narrow: Narrow;
  readonly providers: ReadonlyMap<string, string>;
  readonly onPick: (value: string) => void;
};

function Values({ by, narrow, providers, onPick }: ValuesProps) {
  const [text, setText] = useState("");
  const ask = { narrow: { ...narrow, [by]: null }, facet: by };
  const values = useQuery({ queryKey: queryKeys.values(ask), queryFn: () => api.requests.values(ask) });
  if (values.error) return <FailureNote what={words.filter.failed} failure={values.error} />;
  if (!values.data) return <p className={css.quiet}>{words.filter.reading}</p>;
  const wanted = text.trim().toLowerCase();
  const items = values.data
    .map(({ value, calls }) => ({
      key: value,
      label: valueName(by, value, providers),
      aside: groupDigits(calls),
      mono: by === "prompt",
    }))
    .filter(({ key, label }) => `${key} ${label}`.toLowerCase().includes(wanted));
  return (
    <>
      <SearchField label={words.filter.find(words.by[by])} value={text} onChange={setText} autoFocus />
      {items.length === 0 ? (
        <p className={css.quiet}>{words.filter.none}</p>
      ) : (
        <PickList label={words.filter.values(words.by[by])} items={items} onPick={onPick} />
      )}
    </>
  );
}
