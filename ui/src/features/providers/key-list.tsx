import { IconDots, IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { AccountView, KeyView } from "../../ipc/bindings";
import { Ago } from "../../kit/ago";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { IconButton } from "../../kit/icon-button";
import { Menu } from "../../kit/menu";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import css from "./facts.module.css";
import { KeyDialog } from "./key-dialog";
import { markOf, placeOf } from "./keys";
import { MoreKeyDialog } from "./more-key-dialog";
import { RemoveKeyDialog } from "./remove-key-dialog";

type Open = { readonly what: "replace" | "remove"; readonly key: KeyView };

const words = strings.providers.keys;

/** The keys of an account, each by its place, with what keeps it from signing. */
export function KeyList({ account }: { readonly account: AccountView }) {
  const [open, setOpen] = useState<Open | null>(null);
  const [adding, setAdding] = useState(false);
  const close = () => setOpen(null);
  // A place that is empty is filled before another one is made.
  const empty = account.keys.find((key) => key.status === "missing" && placeOf(key).kept);
  return (
    <>
      <ul className={css.keys}>
        {account.keys.map((key) => {
          const place = placeOf(key);
          const mark = markOf(key);
          return (
            <li key={key.place} className={css.key}>
              <IconKey size={14} stroke={1.5} aria-hidden />
              <code title={place.where}>{place.name}</code>
              {mark && (
                <span title={mark.why ?? undefined}>
                  <Chip size="sm" tone={mark.tone}>
                    {mark.word}
                    {key.health === "cooling" && key.until !== null && (
                      <>
                        {" "}
                        <Ago at={unixMillis(key.until)} />
                      </>
                    )}
                  </Chip>
                </span>
              )}
              <Menu
                trigger={
                  <IconButton
                    size="sm"
                    label={words.more(place.name)}
                    icon={<IconDots size={14} stroke={1.6} />}
                  />
                }
                items={[
                  ...(place.kept
                    ? [{ label: words.replace, onSelect: () => setOpen({ what: "replace", key }) }]
                    : []),
                  { label: words.remove, onSelect: () => setOpen({ what: "remove", key }), danger: true },
                ]}
              />
            </li>
          );
        })}
      </ul>
      <Button
        size="sm"
        icon={<IconPlus size={13} stroke={1.7} />}
        onClick={() => (empty ? setOpen({ what: "replace", key: empty }) : setAdding(true))}
      >
        {empty ? strings.providers.key.add : words.add}
      </Button>
      <KeyDialog
        account={account}
        place={open?.key.place ?? null}
        open={open?.what === "replace"}
        onClose={close}
      />
      <RemoveKeyDialog account={account} of={open?.what === "remove" ? open.key : null} onClose={close} />
      <MoreKeyDialog account={account} open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
