import type { ChainView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { strings } from "../../lib/strings";
import { LimitField } from "./limit-field";
import { Manner } from "./manner";
import { beyondTotal, PHASES, type Phase } from "./model";
import css from "./routes.module.css";
import { readSpan, writeSpan } from "./span";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.limits;
/** As many as the engine takes. */
const MOST_RETRIES = 10;

type LimitsProps = { readonly chain: ChainView; readonly change: PolicyEditor["change"] };

/** How long the phases of a call may take, how often it may be tried again, and how its answer is handed over. */
export function Limits({ chain, change }: LimitsProps) {
  const setDeadline = (phase: Phase, text: string) => {
    const span = readSpan(text);
    if (span === null) return;
    void change((view) => {
      const now = view.chains.find(({ name }) => name === chain.name);
      if (!now) return null;
      return { edit: "set_deadline", chain: chain.name, deadline: { ...now.deadline, [phase]: span } };
    }).then((done) => done && announce(words.set(words[phase], writeSpan(span))));
  };
  const setRetries = (text: string) => {
    void change(() => ({ edit: "set_retries", chain: chain.name, retries: Number(text) })).then(
      (done) => done && announce(words.set(words.retries, text)),
    );
  };
  return (
    <section aria-label={words.title}>
      <h3 className={css.section}>{words.title}</h3>
      <div className={css.limits}>
        {PHASES.map((phase) => (
          <LimitField
            key={phase}
            label={words[phase]}
            value={writeSpan(chain.deadline[phase])}
            trouble={spanTrouble}
            tidy={(text) => writeSpan(readSpan(text) ?? 0)}
            {...(beyondTotal(chain.deadline, phase)
              ? { hint: words.beyond(writeSpan(chain.deadline.total)) }
              : {})}
            onSet={(text) => setDeadline(phase, text)}
          />
        ))}
        <LimitField
          label={words.retries}
          hint={words.retriesHint}
          value={String(chain.retries)}
          trouble={retriesTrouble}
          tidy={(text) => String(Number(text))}
          onSet={setRetries}
        />
        <Manner chain={chain} change={change} />
      </div>
    </section>
  );
}

function spanTrouble(text: string): string | null {
  const span = readSpan(text);
  return span === null ? words.spanWrong : span === 0 ? words.zero : null;
}

const retriesTrouble = (text: string): string | null =>
  /^\s*\d{1,2}\s*$/.test(text) && Number(text) <= MOST_RETRIES ? null : words.retriesWrong;
