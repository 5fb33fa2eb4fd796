import type { ChainView, Deadlines, PolicyEdit, TargetView } from "../src/ipc/bindings";
import { monogramOf } from "../src/lib/monogram";

/** Models the made-up catalogue knows: account, model, its name, provider, prices in dollars per million. */
const KNOWN: readonly (readonly [string, string, string, string, string | null, string | null])[] = [
  ["openai", "gpt-5-mini", "GPT-5 mini", "OpenAI", "0.25", "2"],
  ["openai", "gpt-5", "GPT-5", "OpenAI", "1.25", "10"],
  ["openai", "gpt-5-nano", "GPT-5 nano", "OpenAI", "0.05", "0.4"],
  ["mistral", "mistral-large-latest", "Mistral Large", "Mistral", "2", "6"],
  ["mistral", "devstral-medium-latest", "Devstral Medium", "Mistral", "0.4", "2"],
  ["work-deepseek-batch-evaluations", "deepseek-chat", "DeepSeek Chat", "DeepSeek", "0.27", "1.1"],
  [
    "gemini",
    "gemini-2.5-flash-lite-preview-09-2025",
    "Gemini 2.5 Flash Lite Preview 09-25",
    "Google Gemini",
    "0.1",
    "0.4",
  ],
  [
    "openrouter",
    "nousresearch/hermes-4-405b-instruct-extended-thinking:free",
    "Nous: Hermes 4 405B Instruct (extended thinking, free)",
    "OpenRouter",
    null,
    null,
  ],
  ["ollama", "qwen3:30b", "Qwen3 30B", "Ollama", "0", "0"],
  ["simulator", "sim-flaky", "Sim Flaky", "Simulator", "0.5", "2"],
  ["simulator", "sim-steady", "Sim Steady", "Simulator", "1", "4"],
  ["simulator", "sim-swift", "Sim Swift", "Simulator", "0.1", "0.4"],
];

export const TARGETS = KNOWN.map(([account, model]) => `${account}/${model}`);

const TROUBLE: Record<string, string> = { "work-deepseek-batch-evaluations": "no_key", ollama: "disabled" };

export function targetView(target: string): TargetView {
  const slash = target.indexOf("/");
  const account = target.slice(0, slash);
  const known = KNOWN.find((row) => row[0] === account && row[1] === target.slice(slash + 1));
  const provider = KNOWN.find((row) => row[0] === account)?.[3] ?? null;
  return {
    target,
    account,
    model_name: known?.[2] ?? null,
    provider_name: provider,
    monogram: monogramOf(provider ?? account),
    trouble: provider === null ? "no_account" : (TROUBLE[account] ?? (known ? null : "unknown_model")),
    input_price: known?.[4] ?? null,
    output_price: known?.[5] ?? null,
  };
}

/** A chain as the made-up file holds it: steps of targets. */
export type Chain = {
  name: string;
  steps: string[][];
  deadline: Deadlines;
  retries: number;
  delivery?: ChainView["delivery"];
  on_refusal?: ChainView["on_refusal"];
};
export type Policy = { default: string; chains: Chain[] };

const DEADLINE: Deadlines = { connect: 5_000, first_token: 20_000, idle: 30_000, total: 600_000 };

const chain = (name: string, ...steps: string[][]): Chain => ({
  name,
  steps,
  deadline: DEADLINE,
  retries: 2,
});

export const SAMPLE: Policy = {
  default: "auto",
  chains: [chain("auto", ["simulator/sim-flaky"], ["simulator/sim-steady"])],
};

export const LIVED: Policy = {
  default: "everyday",
  chains: [
    chain("everyday", ["openai/gpt-5-mini"], ["mistral/mistral-large-latest"], ["simulator/sim-steady"]),
    {
      ...chain(
        "code",
        ["openai/gpt-5"],
        ["mistral/devstral-medium-latest", "work-deepseek-batch-evaluations/deepseek-chat"],
        ["openai/gpt-5-mini"],
      ),
      deadline: { connect: 3_000, first_token: 1_500, idle: 45_000, total: 1_200_000 },
      retries: 0,
    },
    chain("eu-only", ["mistral/mistral-large-latest"]),
    chain(
      "long-context-summaries-of-customer-interviews",
      ["gemini/gemini-2.5-flash-lite-preview-09-2025"],
      ["openrouter/nousresearch/hermes-4-405b-instruct-extended-thinking:free"],
      ["ollama/qwen3:30b"],
      ["azure-eu/gpt-5"],
      ["openai/gpt-6-preview"],
    ),
    chain("quick", ["openai/gpt-5-nano"], ["simulator/sim-swift"]),
  ],
};

export const viewOf = (policy: Policy): ChainView[] =>
  policy.chains.map((known) => ({
    name: known.name,
    steps: known.steps.map((targets) => ({ targets: targets.map(targetView), pick: "ordered" })),
    deadline: known.deadline,
    retries: known.retries,
    delivery: known.delivery ?? "live",
    on_refusal: known.on_refusal ?? "stop",
    is_default: known.name === policy.default,
  }));

const span = (ms: number): string =>
  ms % 60_000 === 0 && ms > 0 ? `${ms / 60_000}m` : ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;

export function textOf(policy: Policy): string {
  const chains = policy.chains.map(({ name, deadline: d, retries, delivery, on_refusal, steps }) =>
    [
      `[chain.${name}]`,
      `deadline = { connect = "${span(d.connect)}", first_token = "${span(d.first_token)}", idle = "${span(d.idle)}", total = "${span(d.total)}" }`,
      `retries  = ${retries}`,
      ...(delivery === undefined ? [] : [`delivery = "${delivery}"`]),
      ...(on_refusal === undefined ? [] : [`on_refusal = "${on_refusal}"`]),
      "steps = [",
      ...steps.map((targets) => `  { targets = [${targets.map((target) => `"${target}"`).join(", ")}] },`),
      "]",
    ].join("\n"),
  );
  return `# Which way each call goes. Pointsman keeps comments and order when it edits this file.\nversion = 1\ndefault = "${policy.default}"\n\n${chains.join("\n\n")}\n`;
}

/** Applies an edit to a copy and says in a few words what changed. */
export function apply(before: Policy, edit: PolicyEdit): readonly [Policy, string] {
  const policy = structuredClone(before);
  const named = "chain" in edit ? policy.chains.find((known) => known.name === edit.chain) : undefined;
  switch (edit.edit) {
    case "set_default":
      return [{ ...policy, default: edit.chain }, `default: ${edit.chain}`];
    case "add_chain":
      policy.chains.push(chain(edit.chain, [edit.target]));
      return [policy, `${edit.chain}: new chain`];
    case "remove_chain":
      policy.chains = policy.chains.filter((known) => known.name !== edit.chain);
      return [policy, `${edit.chain}: removed`];
    case "rename_chain":
      if (named) named.name = edit.to;
      if (policy.default === edit.chain) policy.default = edit.to;
      return [policy, `${edit.chain}: renamed to ${edit.to}`];
    case "add_target":
      named?.steps.splice(edit.at, 0, [edit.target]);
      return [policy, `${edit.chain}: added ${edit.target}`];
    case "remove_target": {
      named?.steps[edit.step]?.splice(edit.target, 1);
      if (named) named.steps = named.steps.filter((step) => step.length > 0);
      return [policy, `${edit.chain}: removed a target of step ${edit.step + 1}`];
    }
    case "move_step": {
      const [step] = named?.steps.splice(edit.from, 1) ?? [];
      if (step) named?.steps.splice(edit.to, 0, step);
      return [policy, `${edit.chain}: moved step ${edit.from + 1} to ${edit.to + 1}`];
    }
    case "set_deadline":
      if (named) named.deadline = edit.deadline;
      return [policy, `${edit.chain}: deadlines`];
    case "set_retries":
      if (named) named.retries = edit.retries;
      return [policy, `${edit.chain}: retries ${edit.retries}`];
    case "set_delivery":
      if (named) named.delivery = edit.delivery;
      return [policy, `${edit.chain}: delivery ${edit.delivery}`];
    case "set_on_refusal":
      if (named) named.on_refusal = edit.on_refusal;
      return [policy, `${edit.chain}: on_refusal ${edit.on_refusal}`];
    case "set_text":
      return [policy, "edited as text"];
  }
}
