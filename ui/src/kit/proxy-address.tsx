import type { Aspect } from "../lib/aspect";
import { CopyButton } from "./copy-button";
import { Lamp } from "./lamp";
import css from "./proxy-address.module.css";

type ProxyAddressProps = {
  readonly aspect: Aspect;
  /** As shown: 127.0.0.1:4100/v1. */
  readonly address: string;
  /** As copied, with its scheme; `null` when there is nothing to copy. */
  readonly url: string | null;
  /** The whole state in words, for the lamp's name. */
  readonly state: string;
  readonly copyLabel: string;
};

/** Where the local tools should point, and whether someone answers there. */
export function ProxyAddress({ aspect, address, url, state, copyLabel }: ProxyAddressProps) {
  return (
    <div className={css.pill}>
      <Lamp aspect={aspect} name={state} />
      <span className={css.address} data-alone={url === null || undefined}>
        {address}
      </span>
      {url !== null && <CopyButton text={url} label={copyLabel} />}
    </div>
  );
}
