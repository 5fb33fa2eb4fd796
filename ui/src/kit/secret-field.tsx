import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { strings } from "../lib/strings";
import type { FieldFrame } from "./field";
import { IconButton } from "./icon-button";
import { TextField } from "./text-field";

type SecretFieldProps = FieldFrame & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
};

/** A key on its way to the keychain: hidden unless asked, never offered to the browser's memory. */
export function SecretField({ value, onChange, ...rest }: SecretFieldProps) {
  const [shown, setShown] = useState(false);
  const Eye = shown ? IconEyeOff : IconEye;
  return (
    <TextField
      {...rest}
      mono
      type={shown ? "text" : "password"}
      autoComplete="new-password"
      value={value}
      onChange={onChange}
      after={
        <IconButton
          size="sm"
          label={shown ? strings.kit.hideKey : strings.kit.showKey}
          icon={<Eye size={14} stroke={1.5} />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
