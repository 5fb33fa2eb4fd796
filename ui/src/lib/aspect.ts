/** What a signal shows. The same three aspects mean the same everywhere; `off` is "no signal here", not a failure. */
export type Aspect = "clear" | "caution" | "stop" | "off";

export const ASPECTS: readonly Aspect[] = ["clear", "caution", "stop", "off"];
