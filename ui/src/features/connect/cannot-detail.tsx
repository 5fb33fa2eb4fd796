import type { CannotConnect } from "../../ipc/bindings";
import { Monogram } from "../../kit/monogram";
import { asSentence } from "../../kit/sentence";
import { strings } from "../../lib/strings";
import css from "./tools.module.css";

/** A tool that cannot be connected, and why. */
export function CannotDetail({ cannot }: { readonly cannot: CannotConnect }) {
  return (
    <div className={css.detail}>
      <header className={css.head}>
        <Monogram name={cannot.name} letters={cannot.name.slice(0, 2)} size="lg" />
        <div className={css.headText}>
          <h2 className={css.title}>{cannot.name}</h2>
          <p className={css.quiet}>{strings.tools.cannot.title}</p>
        </div>
      </header>
      <p>{asSentence(cannot.why)}</p>
    </div>
  );
}
