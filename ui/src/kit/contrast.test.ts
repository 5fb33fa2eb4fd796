import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const css = readFileSync(fileURLToPath(new URL("./tokens.css", import.meta.url)), "utf8");
const [usual = "", more = ""] = css.split("@media (prefers-contrast: more)");

type Tokens = Readonly<Record<string, string>>;
/** The colours that a rule names, by their tokens. */
function colours(text: string, selector: string): Tokens {
  const from = text.indexOf(selector);
  const rule = text.slice(from, text.indexOf("}", from));
  return Object.fromEntries(
    [...rule.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map(([, k, v]) => [k, v]),
  );
}
const DARK = ':root, :root[data-theme="dark"] {';
const LIGHT = ':root[data-theme="light"] {';

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, read 2026-11-22. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["chrome", "panel", "surface", "raised", "overlay", "sunken"];
const TEXTS = ["text", "text-2", "text-3", "chart-axis", "accent", "accent-strong"];
const SPOKEN = ["clear-text", "caution-text", "stop-text"];
const DRAWN = ["line-1", "line-2", "line-3", "track", "lamp-off", "focus", "clear", "caution", "stop"];

/** What stays below a ratio on some ground. */
const faint = (tokens: Tokens, names: readonly string[], least: number): readonly string[] =>
  names.flatMap((name) =>
    GROUNDS.filter((ground) => contrast(tokens[name] ?? "", tokens[ground] ?? "") < least).map(
      (ground) => `${name} on ${ground}`,
    ),
  );

for (const selector of [DARK, LIGHT]) {
  const plain = colours(usual, selector);
  test(`texts are readable on every ground: ${selector}`, () => {
    expect(faint(plain, [...TEXTS, ...SPOKEN], 4.5)).toEqual([]);
  });
  test(`with more contrast asked for, texts reach 7:1 and what is drawn 3:1: ${selector}`, () => {
    const tokens = { ...plain, ...colours(more, selector) };
    expect(faint(tokens, [...TEXTS, ...SPOKEN], 7)).toEqual([]);
    expect(faint(tokens, DRAWN, 3)).toEqual([]);
    expect(contrast(tokens["on-accent"] ?? "", tokens["accent-fill"] ?? "")).toBeGreaterThan(7);
  });
}
