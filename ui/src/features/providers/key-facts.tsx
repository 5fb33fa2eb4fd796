import { IconKey } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView } from "../../ipc/bindings";
import { AspectText } from "../../kit/aspect-text";
import { Button } from "../../kit/button";
import { CodeBlock } from "../../kit/code-block";
import { FailureNote } from "../../kit/failure-note";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountsChanged } from "./changed";
import css from "./detail.module.css";
import { KeyDialog } from "./key-dialog";
import { KeyList } from "./key-list";
import { isCallers, keyStanding, usualVariable, variableOf } from "./model";

const words = strings.providers.key;

/** Where the key is, how it stands, and what to do when it does not. */
export function KeyFacts({ account }: { readonly account: AccountView }) {
  const cache = useQueryClient();
  const task = useTask();
  const [open, setOpen] = useState(false);
  const { aspect, word } = keyStanding(account);
  const variable = variableOf(account.key_place);
  const retry = () =>
    task.run(async () => {
      await api.providers.retryKeychain();
      accountsChanged(cache);
    });
  return (
    <section className={css.fact}>
      <h3 className={css.label}>{account.keys.length > 1 ? strings.providers.keys.label : words.label}</h3>
      {account.keys.length === 0 ? (
        <>
          <AspectText aspect={aspect}>{word}</AspectText>
          <p className={css.quiet}>{sentenceOf(account, variable)}</p>
        </>
      ) : (
        <>
          <KeyList account={account} />
          <p className={css.quiet}>
            {account.keys.length > 1 ? strings.providers.keys.sent : sentenceOf(account, variable)}
          </p>
        </>
      )}
      {account.key === "no_keychain" && (
        <CodeBlock
          label={strings.providers.key.variableLine}
          text={`key = "env:${usualVariable(account.provider)}"`}
        />
      )}
      {account.key === "locked" && (
        <Button size="sm" loading={task.busy} onClick={() => void retry()}>
          {words.retry}
        </Button>
      )}
      {account.key === "missing" && account.keys.length === 0 && (
        <Button size="sm" icon={<IconKey size={13} stroke={1.6} />} onClick={() => setOpen(true)}>
          {words.add}
        </Button>
      )}
      {task.failure && <FailureNote what={words.retryFailed} failure={task.failure} />}
      <KeyDialog account={account} open={open} onClose={() => setOpen(false)} />
    </section>
  );
}

function sentenceOf(account: AccountView, variable: string | null): string {
  switch (account.key) {
    case "present":
      return variable === null ? words.inKeychain : words.inVariable(variable);
    case "missing":
      return variable === null ? words.missing : words.variableUnset(variable);
    case "locked":
      return words.locked;
    case "no_keychain":
      return words.noKeychain;
    case "not_needed":
      return isCallers(account) ? words.callersOwn : words.notNeeded;
  }
}
