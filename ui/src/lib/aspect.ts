/** What a signal shows. The same three aspects mean the same everywhere; `off` is "no signal here", not a failure. */
export type Aspect = "clear" | "caution" | "stop" | "off";

export const ASPECTS: readonly Aspect[] = ["clear", "caution", "stop", "off"];

/** The aspect of that name; a name from a newer backend is no signal. */
export const aspectOf = (name: string): Aspect => ASPECTS.find((aspect) => aspect === name) ?? "off";
