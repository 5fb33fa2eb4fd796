import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { MadeKey } from "../../ipc/bindings";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { useCopy } from "../../kit/use-copy";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";

type FreshKeyProps = { readonly made: MadeKey; readonly onDone: () => void };

const words = strings.connect.fresh;

/** A key in full, the only time it is seen. The focus goes to its copy button, which may be out of sight. */
export function FreshKey({ made, onDone }: FreshKeyProps) {
  const { copied, copy } = useCopy(made.key);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const Mark = copied ? IconCheck : IconCopy;
  return (
    <section aria-label={words.label}>
      <Banner icon={<IconKey size={15} stroke={1.6} />}>
        <b>{words.title(made.view.project, made.view.tool)}</b>
        <p className={css.once}>{words.once}</p>
        <div className={css.fresh}>
          <code className={css.key}>{made.key}</code>
          <Button ref={button} icon={<Mark size={14} stroke={1.6} />} onClick={copy}>
            {copied ? words.copied : words.copy}
          </Button>
          <Button tone="ghost" onClick={onDone}>
            {words.done}
          </Button>
        </div>
      </Banner>
    </section>
  );
}
