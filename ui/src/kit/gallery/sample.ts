import type { StackDay } from "../../lib/stack";
import { nanoUsd, tokens } from "../../lib/units";
import type { StackSeries } from "../stacked-bars";

/** Made numbers of awkward length; only the gallery shows them. */
export type SampleCall = {
  readonly id: string;
  readonly time: string;
  readonly project: string;
  readonly user: string;
  readonly rule: string;
  readonly provider: string;
  readonly model: string;
  readonly moved: boolean;
  readonly input: ReturnType<typeof tokens>;
  readonly output: ReturnType<typeof tokens> | null;
  readonly cost: ReturnType<typeof nanoUsd> | null;
};

const PROJECTS = [
  "ci-agents",
  "atlas-web",
  "support-eu",
  "docs-bot",
  "notebooks-of-the-research-group",
] as const;
const MODELS = [
  ["OpenAI", "GPT-5.5"],
  ["Anthropic", "Sonnet 5"],
  ["Google", "Gemini 3.1 Flash Lite Preview"],
  ["Mistral", "Mistral Medium 3.5"],
] as const;
const RULES = ["4 Agent edits", "5 Short and simple", "1 EU customers", "8 Otherwise"] as const;

export const CALLS: readonly SampleCall[] = Array.from({ length: 5000 }, (_, i) => {
  const [provider, model] = MODELS[i % MODELS.length] ?? MODELS[0];
  const spare = (i * 7919) % 22_410;
  return {
    id: `call-${i}`,
    time: `14:${String(59 - (Math.floor(i / 60) % 60)).padStart(2, "0")}:${String(59 - (i % 60)).padStart(2, "0")}`,
    project: PROJECTS[(i * 3) % PROJECTS.length] ?? "",
    user: ["mira", "joao", "cron", "app"][i % 4] ?? "",
    rule: RULES[(i * 5) % RULES.length] ?? "",
    provider,
    model,
    moved: i % 7 === 2,
    input: tokens(180 + spare),
    output: i % 9 === 0 ? null : tokens(41 + (spare % 2208)),
    cost: i % 11 === 4 ? null : nanoUsd(4_200_000 + spare * 5000),
  };
});

export const SERIES: readonly StackSeries[] = PROJECTS.map((name, i) => ({
  name,
  color: ([1, 2, 4, 3, 5] as const)[i] ?? "others",
}));

const WEEK = [0.38, 1, 1.02, 0.98, 1.04, 0.94, 0.45] as const;

export const DAYS: readonly StackDay[] = Array.from({ length: 30 }, (_, i) => {
  const base = (WEEK[(i + 2) % 7] ?? 1) * 1e9;
  const past = i < 17;
  const part = (of: number, k: number) => Math.round(base * of * (1 + 0.2 * Math.sin(i * 1.7 + k * 2.1)));
  return {
    key: `2026-09-${String(i + 1).padStart(2, "0")}`,
    label: i === 16 ? "Today" : `${i + 1} Sep`,
    today: i === 16,
    values: past ? [120, 72, 38, 19, 8].map(part) : [],
    ...(past && i < 16 ? {} : { forecast: Math.round(base * (i === 16 ? 60 : 250)) }),
  };
});
