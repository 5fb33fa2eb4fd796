import type { ReactNode } from "react";
import type { RegionView } from "../../ipc/bindings";
import { Segment } from "../../kit/segment";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import css from "./forms.module.css";
import { HeaderFields } from "./header-fields";
import { RegionField } from "./region-field";
import type { ProxyKind, SettingsDraft, SettingsProblems } from "./settings-draft";

type NetworkFieldsProps = {
  readonly draft: SettingsDraft;
  readonly problems: SettingsProblems;
  /** The provider's own address. */
  readonly usual: string;
  /** What its catalogue entry lets an account choose. */
  readonly regions: readonly RegionView[];
  readonly headers: readonly string[];
  readonly onChange: (part: Partial<SettingsDraft>) => void;
  /** Right below the address: the key that another one asks for. */
  readonly children?: ReactNode;
};

const words = strings.accountSettings;
const KINDS = (["system", "none", "address"] as const).map((value) => ({
  value,
  label: words.proxyKinds[value],
}));

export function NetworkFields(props: NetworkFieldsProps) {
  const { draft, problems, usual, regions, headers, onChange, children } = props;
  const wrong = (field: keyof SettingsProblems) => {
    const error = problems[field];
    return error === undefined ? {} : { error };
  };
  return (
    <>
      <TextField
        label={words.baseUrl}
        aside={words.optional}
        mono
        data-autofocus
        value={draft.baseUrl}
        onChange={(baseUrl) => onChange({ baseUrl })}
        placeholder={usual}
        hint={words.baseUrlHint}
        {...wrong("baseUrl")}
      />
      {children}
      <div className={css.source}>
        <div className={css.legend}>
          <span>{words.proxy}</span>
          <Segment<ProxyKind>
            label={words.proxy}
            options={KINDS}
            value={draft.proxyKind}
            onChange={(proxyKind) => onChange({ proxyKind })}
          />
        </div>
        {draft.proxyKind === "address" ? (
          <TextField
            label={words.proxyAddress}
            mono
            value={draft.proxy}
            onChange={(proxy) => onChange({ proxy })}
            placeholder={words.proxyExample}
            {...wrong("proxy")}
          />
        ) : (
          <p className={css.quiet}>{words.proxyHint[draft.proxyKind]}</p>
        )}
      </div>
      <RegionField regions={regions} value={draft.region} onChange={(region) => onChange({ region })} />
      <TextField
        label={words.caFile}
        aside={words.optional}
        mono
        value={draft.caFile}
        onChange={(caFile) => onChange({ caFile })}
        placeholder={words.caFileExample}
        hint={words.caFileHint}
        {...wrong("caFile")}
      />
      <HeaderFields names={headers} values={draft.headers} onChange={(next) => onChange({ headers: next })} />
      <fieldset className={css.fieldset}>
        <legend>{words.limits}</legend>
        <div className={css.limits}>
          {(["requests", "tokens", "concurrent"] as const).map((limit) => (
            <TextField
              key={limit}
              label={words[limit]}
              inputMode="numeric"
              value={draft[limit]}
              onChange={(text) => onChange({ [limit]: text })}
              {...wrong(limit)}
            />
          ))}
          <p className={css.quiet}>{words.limitsHint}</p>
        </div>
      </fieldset>
    </>
  );
}
