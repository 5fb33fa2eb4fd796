import type { DayPart, SpendBy, SpendReport, SpendRow, Sums } from "../../src/ipc/bindings";
import { type Rng, seeded } from "../calls";
import { failingFor } from "../failing";
import type { MakeWord } from "../fake";
import { isFirstStart, type Stage } from "../stage";

/** States of its own: `unspent` (accounts, but nothing spent), `unpriced` (no price is known), `crowd` (many projects). */
type Fact = { readonly day: string; readonly keys: Readonly<Record<SpendBy, string>>; readonly sums: Sums };

const NONE: Sums = {
  ...{ calls: 0, failed: 0, attempts: 0, input: 0, cached: 0, output: 0 },
  ...{ cost: 0, estimated: 0, simulated: 0, unpriced: 0 },
};

const add = (a: Sums, b: Sums): Sums =>
  Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value + b[key as keyof Sums]])) as Sums;

const two = (n: number): string => String(n).padStart(2, "0");

function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const PROJECTS = [
  ["ci-agents", 1],
  ["atlas-web", 0.6],
  ["support-eu", 0.31],
  ["docs-bot", 0.16],
  ["notebooks-of-the-research-group-in-utrecht", 0.07],
] as const;

const MODELS = [
  ["openai", "gpt-5", 1.25, 10],
  ["openai", "gpt-5-mini", 0.25, 2],
  ["mistral", "mistral-large-latest", 2, 6],
  ["gemini", "gemini-2.5-flash-lite-preview-09-2025", 0.1, 0.4],
  ["openrouter", "nousresearch/hermes-4-405b-instruct-extended-thinking:free", null, null],
  ["simulator", "sim-steady", 1, 4],
] as const;

const PRINTS = ["9f2c7a51e8b34d06", "0c41d2aa17ffe9b3", "77e0b1c9d4a82f15", "e3b9054cc1d86a72"] as const;

const WEEK = [0.38, 1, 1.02, 0.98, 1.04, 0.94, 0.45] as const;
const whole = Math.round;

function fact(day: string, weight: number, project: string, model: (typeof MODELS)[number], rng: Rng): Fact {
  const [provider, name, inPrice, outPrice] = model;
  const calls = Math.max(1, whole(9000 * weight * (0.7 + rng() * 0.6)));
  const input = calls * whole(900 + rng() * 4000);
  const output = calls * whole(60 + rng() * 300);
  const price = inPrice === null ? 0 : whole(input * inPrice * 1000) + whole(output * outPrice * 1000);
  const simulated = provider === "simulator";
  const estimated = simulated || inPrice === null ? 0 : whole(price * 0.004 * rng());
  return {
    day,
    keys: {
      ...{ project, provider, model: name, day, prompt: PRINTS[whole(rng() * 5)] ?? "" },
      environment: rng() < 0.7 ? "production" : "",
      user: ["mira", "joao", "nightly", ""][whole(rng() * 3)] ?? "",
    },
    sums: {
      ...{
        calls,
        attempts: calls + whole(calls * 0.06),
        failed: whole(calls * 0.004 * rng()),
        input,
        output,
      },
      cached: whole(input * rng() * 0.8),
      cost: simulated ? 0 : price - estimated,
      estimated,
      simulated: simulated ? whole(price / 400) : 0,
      unpriced: inPrice === null ? calls : 0,
    },
  };
}

function factsOf(stage: Stage): readonly Fact[] {
  if (stage.state === "empty" || stage.state === "unspent") return [];
  const rng = seeded(11);
  const today = dayOf(stage.now);
  if (isFirstStart(stage)) {
    const keys = {
      project: "default",
      environment: "",
      user: "",
      prompt: "",
      provider: "simulator",
      day: today,
    };
    const sums = { ...NONE, calls: 3, attempts: 5, input: 84, output: 156, simulated: 706_000 };
    return [
      { day: today, keys: { ...keys, model: "sim-steady" }, sums },
      { day: today, keys: { ...keys, model: "sim-flaky" }, sums: { ...NONE, failed: 0, simulated: 578_300 } },
    ];
  }
  const many = Array.from({ length: 9 }, (_, i) => [`side-project-${i + 1}`, 0.05 + i / 60] as const);
  const projects = stage.state === "crowd" ? [...PROJECTS, ...many] : PROJECTS;
  const models = stage.state === "unpriced" ? [MODELS[4]] : MODELS;
  return Array.from({ length: 30 }, (_, i) => stage.now - 86_400_000 * i).flatMap((at, ago) =>
    projects.flatMap(([project, share]) =>
      models.map((model, k) => {
        const weight = (WEEK[new Date(at).getDay()] ?? 1) * share * (ago === 0 ? 0.4 : 1) * (0.9 - k * 0.15);
        return fact(dayOf(at), weight, project, model, rng);
      }),
    ),
  );
}

function reportOf(facts: readonly Fact[], by: SpendBy, since: number, now: number): SpendReport {
  const first = dayOf(since);
  const rows = new Map<string, Sums>();
  const days = new Map<string, DayPart>();
  let total = NONE;
  for (const { day, keys, sums } of facts) {
    if (day < first) continue;
    const key = keys[by];
    total = add(total, sums);
    rows.set(key, add(rows.get(key) ?? NONE, sums));
    const part = days.get(`${day} ${key}`) ?? { day, key, cost: 0, estimated: 0, simulated: 0 };
    const cost = part.cost + sums.cost;
    const estimated = part.estimated + sums.estimated;
    days.set(`${day} ${key}`, { day, key, cost, estimated, simulated: part.simulated + sums.simulated });
  }
  const paid = (row: SpendRow) => row.sums.cost + row.sums.estimated;
  const all = [...rows].map(([key, sums]): SpendRow => ({ key, sums }));
  all.sort((a, b) => (by === "day" ? (a.key < b.key ? -1 : 1) : paid(b) - paid(a)));
  return { rows: all, total, days: [...days.values()], at: now };
}

export const word: MakeWord = (stage, tell) => {
  const mayFail = failingFor(stage, tell, "spend");
  const facts = factsOf(stage);
  return {
    spendReport: ({ by, since }) => {
      mayFail();
      return reportOf(facts, by, since, Date.now());
    },
  };
};
