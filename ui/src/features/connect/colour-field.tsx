import { useId } from "react";
import { seriesColor } from "../../lib/series";
import { strings } from "../../lib/strings";
import css from "./projects.module.css";
import { COLOURS } from "./projects-model";

type ColourFieldProps = {
  readonly value: number | null;
  readonly onChange: (colour: number | null) => void;
};

const words = strings.projects;

/** One of the chart's eight colours, or whichever is free. Native radios, so the arrow keys come with it. */
export function ColourField({ value, onChange }: ColourFieldProps) {
  const name = useId();
  return (
    <fieldset className={css.colours}>
      <legend>{words.colour}</legend>
      <label className={css.any}>
        <input type="radio" name={name} checked={value === null} onChange={() => onChange(null)} />
        <span>{words.colourFree}</span>
      </label>
      {COLOURS.map((colour) => (
        <label key={colour} className={css.colour} title={words.colourOf(colour)}>
          <input
            type="radio"
            name={name}
            aria-label={words.colourOf(colour)}
            checked={value === colour}
            onChange={() => onChange(colour)}
          />
          <span style={{ background: seriesColor(colour) }} />
        </label>
      ))}
    </fieldset>
  );
}
