import type { Status } from "../ipc/bindings";
import { ProxyAddress } from "../kit/proxy-address";
import { strings } from "../lib/strings";

const words = strings.app.proxy;

/** Where tools should point, and whether it listens there. Before the first answer nothing is claimed. */
export function Address({ status }: { readonly status: Status | undefined }) {
  if (!status) return null;
  const url = status.base_url;
  if (url === null) {
    return (
      <ProxyAddress aspect="stop" address={words.none} url={null} state={words.deaf} copyLabel={words.copy} />
    );
  }
  const address = url.replace(/^https?:\/\//, "");
  return (
    <ProxyAddress
      aspect="clear"
      address={address}
      url={url}
      state={words.listens(address)}
      copyLabel={words.copy}
    />
  );
}
