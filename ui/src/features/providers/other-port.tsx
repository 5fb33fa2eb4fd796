import { type FormEvent, useState } from "react";
import { api } from "../../ipc/api";
import type { LocalServer } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import { TextField } from "../../kit/text-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { portOf } from "./find";
import css from "./offers.module.css";

type OtherPortProps = {
  /** A server that no account calls yet. */
  readonly onFound: (server: LocalServer) => void;
};

const words = strings.providers.offer;

/** Asks one port of this machine who is there, for a server that does not listen where its kind usually does. */
export function OtherPort({ onFound }: OtherPortProps) {
  const task = useTask();
  const [port, setPort] = useState("");
  const [wrong, setWrong] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const look = (event: FormEvent) => {
    event.preventDefault();
    const number = portOf(port);
    setWrong(number === null);
    setSaid(null);
    if (number === null) return;
    void task.run(async () => {
      const server = await api.providers.localAt(number);
      if (server === null) setSaid(words.nobody(port.trim()));
      else if (server.account !== null) setSaid(words.known(server.provider_name, server.account));
      else onFound(server);
    });
  };
  return (
    <form className={css.other} onSubmit={look} noValidate aria-label={words.other}>
      <TextField
        label={words.other}
        inputMode="numeric"
        value={port}
        placeholder={words.portExample}
        onChange={(text) => {
          setPort(text);
          setWrong(false);
        }}
        {...(wrong && { error: words.portWrong })}
      />
      <Button type="submit" size="lg" loading={task.busy}>
        {words.look}
      </Button>
      <p className={css.answer} role="status">
        {said}
      </p>
      {task.failure && <FailureNote what={words.lookFailed} failure={task.failure} />}
    </form>
  );
}
