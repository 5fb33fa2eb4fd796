import type { ModelView } from "../src/ipc/bindings";

type Row = readonly [
  id: string,
  name: string,
  context: number | null,
  input: string | null,
  cached: string | null,
  output: string | null,
  chains: string,
  retires?: string,
];

const model = ([id, name, context, input, cached, output, chains, retires]: Row, i: number): ModelView => ({
  id,
  name,
  context,
  input,
  cached,
  output,
  source: input === null ? null : i % 3 === 0 ? "models.dev f3fc692, litellm 1.109.1" : "litellm 1.109.1",
  read: input === null ? null : "2026-11-12",
  abilities: ["tools", "vision", "reasoning", "json_schema"].filter(
    (_, bit) => ((i * 7 + 13) >> bit) % 2 === 1,
  ),
  chains: chains === "" ? [] : chains.split(" "),
  retires: retires ?? null,
});

const OPENAI: readonly Row[] = [
  ["gpt-5.5", "GPT-5.5", 922_000, "4", "0.4", "20", "review-of-long-documents"],
  ["gpt-5", "GPT-5", 400_000, "1.25", "0.125", "10", ""],
  ["gpt-5-mini", "GPT-5 mini", 400_000, "0.25", "0.025", "2", "auto quick"],
  ["gpt-5-nano", "GPT-5 nano", 400_000, "0.05", "0.005", "0.4", "quick"],
  ["gpt-5-pro", "GPT-5 pro", 400_000, "15", null, "120", ""],
  ["gpt-4.1", "GPT-4.1", 1_047_576, "2", "0.5", "8", ""],
  ["gpt-4o-mini", "GPT-4o mini", 128_000, "0.15", "0.075", "0.6", "", "2027-02-01"],
  ["gpt-3.5-turbo", "GPT-3.5-turbo", 16_385, "0.5", null, "1.5", "", "2026-10-23"],
  [
    "gpt-4-0314-preview-with-an-awkwardly-long-name",
    "gpt-4-0314-preview-with-an-awkwardly-long-name",
    8192,
    "30",
    null,
    "60",
    "",
  ],
  ["omni-moderation-latest", "omni-moderation-latest", null, null, null, null, ""],
  ...Array.from({ length: 45 }, (_, i): Row => {
    const id = `gpt-5.${i % 9}-${["codex", "chat", "search", "mini", "audio"][i % 5] ?? ""}-2026-0${1 + (i % 9)}-1${i % 10}`;
    return [
      id,
      id,
      128_000 + 16_000 * (i % 7),
      String(0.25 * (1 + (i % 13))),
      null,
      String(2 * (1 + (i % 11))),
      "",
    ];
  }),
];

const MAKERS = [
  "nousresearch",
  "meta-llama",
  "qwen",
  "mistralai",
  "anthropic",
  "google",
  "x-ai",
  "deepseek",
] as const;
const FAMILIES = [
  "hermes-4",
  "llama-4-maverick",
  "qwen3",
  "devstral",
  "sonnet",
  "gemma-3",
  "grok-5",
  "v4",
] as const;

const OPENROUTER: readonly Row[] = [
  [
    "nousresearch/hermes-4-405b-instruct-extended-thinking:free",
    "Nous: Hermes 4 405B Instruct (extended thinking, free)",
    131_072,
    null,
    null,
    null,
    "",
  ],
  ...Array.from({ length: 325 }, (_, i): Row => {
    const maker = MAKERS[i % MAKERS.length] ?? "";
    const family = FAMILIES[i % FAMILIES.length] ?? "";
    const size = `${[8, 30, 70, 405][i % 4]}b`;
    const base = 0.02 + ((i * 37) % 190) / 40;
    return [
      `${maker}/${family}-${size}-${i}`,
      `${family} ${size} ${i}`,
      32_768 * (1 + (i % 8)),
      i % 17 === 5 ? null : base.toFixed(i % 3 === 0 ? 4 : 2),
      i % 5 === 0 ? (base / 10).toFixed(3) : null,
      i % 17 === 5 ? null : (base * 4).toFixed(2),
      "",
    ];
  }),
];

const KNOWN: Readonly<Record<string, readonly Row[]>> = {
  openai: OPENAI,
  openrouter: OPENROUTER,
  mistral: [
    ["mistral-large-latest", "Mistral Large", 262_144, "2", null, "6", "auto"],
    ["devstral-medium-latest", "Devstral Medium", 262_144, "0.4", null, "2", ""],
    ["mistral-small-latest", "Mistral Small", 128_000, "0.1", null, "0.3", ""],
  ],
  deepseek: [["deepseek-chat", "DeepSeek Chat", 131_072, "0.27", "0.07", "1.1", "quick"]],
  gemini: [
    [
      "gemini-2.5-flash-lite-preview-09-2025",
      "Gemini 2.5 Flash Lite Preview 09-25",
      1_048_576,
      "0.1",
      "0.025",
      "0.4",
      "auto",
    ],
    ["gemini-2.5-pro", "Gemini 2.5 Pro", 1_048_576, "1.25", "0.31", "10", ""],
  ],
  "qwen-cn": [["qwen3-max", "Qwen3 Max", 262_144, "0.86", null, "3.44", ""]],
  simulator: [
    ["sim-flaky", "Sim Flaky", 128_000, "0.5", "0.05", "2", "auto"],
    ["sim-steady", "Sim Steady", 128_000, "1", "0.1", "4", "auto"],
    ["sim-swift", "Sim Swift", 128_000, "0.1", "0.01", "0.4", ""],
  ],
};

/** What the made-up catalogue knows of a provider's models. */
export const modelsOf = (provider: string): ModelView[] => (KNOWN[provider] ?? []).map(model);
