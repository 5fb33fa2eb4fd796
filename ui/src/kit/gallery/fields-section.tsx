import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Card } from "../card";
import { CodeBlock } from "../code-block";
import { SecretField } from "../secret-field";
import { SelectField } from "../select-field";
import { TextArea } from "../text-area";
import { TextField } from "../text-field";
import css from "./gallery.module.css";

export function FieldsSection() {
  const [text, setText] = useState("https://eu.api.openai.com/v1");
  const [secret, setSecret] = useState("sk-not-a-key");
  const [pick, setPick] = useState<"openai" | "anthropic">("openai");
  return (
    <Card title="Fields">
      <div className={css.stack}>
        <div className={css.columns}>
          <TextField
            label="Base address"
            aside="optional"
            mono
            value={text}
            onChange={setText}
            hint="Changing it asks for the key again."
          />
          <TextField
            label="Name"
            value="open ai"
            onChange={() => {}}
            error="A name has no space. Try open-ai."
          />
          <SecretField
            label="Key"
            value={secret}
            onChange={setSecret}
            hint="Goes to the keychain, and only to its provider."
          />
          <SelectField
            label="Provider"
            value={pick}
            onChange={setPick}
            options={[
              { value: "openai", label: "OpenAI" },
              { value: "anthropic", label: "Anthropic" },
            ]}
          />
          <TextField
            label="Find"
            value=""
            onChange={() => {}}
            placeholder="Find a model or account"
            before={<IconSearch size={14} stroke={1.6} aria-hidden />}
          />
          <TextField label="Disabled" value="127.0.0.1:4100" disabled onChange={() => {}} />
        </div>
        <TextArea label="A prompt to try" rows={2} value="Review this diff" onChange={() => {}} />
        <CodeBlock
          label="the headers"
          text={
            "x-pointsman-target: openai/gpt-5.5\nx-pointsman-moved: 1; reason=overloaded\nx-pointsman-cost-usd: 0.124800"
          }
        />
        <CodeBlock
          title="bash"
          label="the command"
          text={"export OPENAI_BASE_URL=http://127.0.0.1:4100/v1"}
        />
      </div>
    </Card>
  );
}
