/**
 * Numbers that know their unit. They arrive from the backend as plain JSON numbers and become text only in the
 * kit's `Money`, `Tokens` and `Duration`, so that no page ever adds dollars to milliseconds.
 */
declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

/** Nano-dollars: 1 USD is 1_000_000_000. Exact in a JS number up to about nine million dollars. */
export type NanoUsd = Branded<"NanoUsd">;
export type Tokens = Branded<"Tokens">;
export type Millis = Branded<"Millis">;
/** Milliseconds since 1970-01-01T00:00Z. */
export type UnixMillis = Branded<"UnixMillis">;

export const nanoUsd = (value: number): NanoUsd => value as NanoUsd;
export const tokens = (value: number): Tokens => value as Tokens;
export const millis = (value: number): Millis => value as Millis;
export const unixMillis = (value: number): UnixMillis => value as UnixMillis;
