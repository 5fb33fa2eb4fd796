import type { Preset } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { Monogram } from "../../kit/monogram";
import { strings } from "../../lib/strings";
import css from "./forms.module.css";

type PresetTileProps = {
  readonly preset: Preset;
  /** The models that the search met. */
  readonly names: readonly string[];
  readonly onPick: (preset: Preset) => void;
};

const words = strings.providerForms.gallery;
/** More would not fit the line. */
const NAMED = 2;

export function PresetTile({ preset, names, onPick }: PresetTileProps) {
  const sub = subOf(preset, names);
  return (
    <button type="button" className={css.tile} onClick={() => onPick(preset)}>
      <Monogram name={preset.name} letters={preset.monogram} size="lg" />
      <span className={css.tileText}>
        <b className={css.tileName} title={preset.name}>
          {preset.name}
        </b>
        <span className={css.tileSub} title={sub}>
          {sub}
        </span>
      </span>
      {preset.found && (
        <Chip size="sm" tone="clear">
          {words.found}
        </Chip>
      )}
    </button>
  );
}

function subOf(preset: Preset, names: readonly string[]): string {
  if (names.length > 0) return words.has(names.slice(0, NAMED), Math.max(0, names.length - NAMED));
  if (preset.found) return words.foundModels(preset.found_models);
  return `${keyWord(preset.key)}, ${words.models(preset.models)}`;
}

function keyWord(key: string): string {
  if (key === "needed") return words.needed;
  return key === "optional" ? words.optional : words.none;
}
