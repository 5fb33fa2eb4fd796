import type { ChainView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { SelectField } from "../../kit/select-field";
import { strings } from "../../lib/strings";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.limits;
const DELIVERIES = ["live", "assured"] as const;
const REFUSALS = ["stop", "next"] as const;

type MannerProps = { readonly chain: ChainView; readonly change: PolicyEditor["change"] };

/** When content leaves for the client, and what a content filter's refusal means. */
export function Manner({ chain, change }: MannerProps) {
  return (
    <>
      <SelectField
        label={words.delivery}
        value={chain.delivery}
        options={DELIVERIES.map((value) => ({ value, label: words.deliveries[value] }))}
        onChange={(delivery) => {
          if (delivery === chain.delivery) return;
          void change(() => ({ edit: "set_delivery", chain: chain.name, delivery })).then(
            (done) => done && announce(words.set(words.delivery, words.deliveries[delivery])),
          );
        }}
      />
      <SelectField
        label={words.onRefusal}
        value={chain.on_refusal}
        options={REFUSALS.map((value) => ({ value, label: words.refusals[value] }))}
        onChange={(refusal) => {
          if (refusal === chain.on_refusal) return;
          void change(() => ({ edit: "set_on_refusal", chain: chain.name, on_refusal: refusal })).then(
            (done) => done && announce(words.set(words.onRefusal, words.refusals[refusal])),
          );
        }}
      />
    </>
  );
}
