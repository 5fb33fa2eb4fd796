import type { RegionView } from "../../ipc/bindings";
import { SelectField } from "../../kit/select-field";
import { strings } from "../../lib/strings";
import { hostOf } from "./find";

type RegionFieldProps = {
  readonly regions: readonly RegionView[];
  /** Empty is the provider's usual one. */
  readonly value: string;
  readonly onChange: (region: string) => void;
};

const words = strings.accountSettings;
/** No region is called so: ids are words. */
const USUAL = "-";

/** Where the provider keeps an account's data, of the places that it has; nothing where it has but one. */
export function RegionField({ regions, value, onChange }: RegionFieldProps) {
  const unknown = value !== "" && !regions.some(({ id }) => id === value);
  if (regions.length === 0 && !unknown) return null;
  return (
    <SelectField
      label={words.region}
      value={value || USUAL}
      onChange={(next) => onChange(next === USUAL ? "" : next)}
      options={[
        { value: USUAL, label: words.regionUsual },
        ...regions.map(({ id, base_url, surcharge }) => ({
          value: id,
          label: words.regionOf(id, hostOf(base_url), surcharge),
        })),
        ...(unknown ? [{ value, label: words.regionUnknown(value) }] : []),
      ]}
      hint={words.regionHint}
    />
  );
}
