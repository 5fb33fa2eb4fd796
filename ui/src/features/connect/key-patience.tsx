import { useState } from "react";
import type { ProjectKey } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { strings } from "../../lib/strings";
import { KeyPatienceDialog } from "./key-patience-dialog";
import css from "./projects.module.css";

const words = strings.projects;

/** How long the callers of each key wait, where that differs from their project. */
export function KeyPatience({ keys }: { readonly keys: readonly ProjectKey[] }) {
  const [open, setOpen] = useState<ProjectKey | null>(null);
  if (keys.length === 0) return null;
  const told = ({ first_token_within: first, answer_within: answer }: ProjectKey) =>
    first === null && answer === null
      ? words.asProject
      : words.keyPatienceTell(first ?? words.asProject, answer ?? words.asProject);
  return (
    <Card title={words.keyPatience} aside={words.keyPatienceHint}>
      <ul className={css.keys}>
        {keys.map((key) => (
          <li key={key.id}>
            <span className={css.keyName}>
              {key.tool ?? strings.connect.keys.any} <code>…{key.last4}</code>
            </span>
            <span className={css.quiet}>{told(key)}</span>
            <Button
              size="sm"
              tone="ghost"
              aria-label={words.keyPatienceChange(key.last4)}
              onClick={() => setOpen(key)}
            >
              {words.change}
            </Button>
          </li>
        ))}
      </ul>
      {open !== null && <KeyPatienceDialog key={open.id} of={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}
