import type { AttemptView, CallState, CallView } from "../src/ipc/bindings";

/** Made-up calls: a seed gives the same ones each time. */
export type Rng = () => number;

export function seeded(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 26 characters that sort by time, as the real ids do. */
export function callId(at: number, rng: Rng): string {
  let time = "";
  for (let rest = at, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = (CROCKFORD[rest % 32] ?? "0") + time;
  }
  return time + Array.from({ length: 16 }, () => CROCKFORD[Math.floor(rng() * 32)]).join("");
}

const PRINTS = ["9f2c7a51e8b34d06", "0c41d2aa17ffe9b3", "77e0b1c9d4a82f15", "e3b9054cc1d86a72"] as const;

/** As the catalogue calls them; the others it does not know. */
const NAMES: Readonly<Record<string, string>> = {
  "gpt-5": "GPT-5",
  "gpt-5-mini": "GPT-5 mini",
  "mistral-large-latest": "Mistral Large",
  "deepseek-chat": "DeepSeek V3.2",
  "gemini-2.5-flash-lite-preview-09-2025": "Gemini 2.5 Flash Lite (preview)",
  "sim-flaky": "Sim Flaky",
  "sim-steady": "Sim Steady",
};

export type Model = {
  readonly account: string;
  readonly provider: string;
  readonly model: string;
  /** Dollars per million tokens; `null` is unpriced. */
  readonly price: readonly [number, number] | null;
};

const model = (
  account: string,
  provider: string,
  name: string,
  price: readonly [number, number] | null,
): Model => ({ account, provider, model: name, price });

export const FLAKY = model("simulator", "simulator", "sim-flaky", [0.5, 2]);
export const STEADY = model("simulator", "simulator", "sim-steady", [1, 4]);
export const MODELS: readonly [Model, ...Model[]] = [
  model("openai", "openai", "gpt-5-mini", [0.25, 2]),
  model("mistral", "mistral", "mistral-large-latest", [2, 6]),
  model("work-deepseek-batch-evaluations", "deepseek", "deepseek-chat", [0.27, 1.1]),
  model("gemini", "gemini", "gemini-2.5-flash-lite-preview-09-2025", [0.1, 0.4]),
  model("openrouter", "openrouter", "nousresearch/hermes-4-405b-instruct-extended-thinking:free", null),
  model("openai", "openai", "gpt-5", [1.25, 10]),
];

/** Failure code, the provider's status, its message. */
export type Fault = readonly [string, number | null, string];

export const FAILURES: readonly [Fault, ...Fault[]] = [
  [
    "rate_limited",
    429,
    "Rate limit reached for gpt-5-mini in organization on tokens per min (TPM): Limit 200000, Used 198312, Requested 4120. Please try again in 729ms.",
  ],
  ["overloaded", 503, "The server is currently overloaded with other requests. Sorry about that!"],
  ["timeout_first_token", null, "no content within 20 s"],
  ["connect", null, "connection refused"],
  ["auth", 401, "Authentication Fails, Your api key: ****9f2c is invalid"],
];

export type Plan = {
  readonly at: number;
  readonly chain: string;
  readonly asked: string;
  readonly project: string;
  /** Those that failed, then perhaps the one that answers. */
  readonly failed: readonly (readonly [Model, Fault])[];
  readonly answers: Model | null;
  readonly state: CallState;
  readonly input: number;
  readonly output: number;
  readonly first: number;
  readonly total: number;
};

const nanos = (tokens: number, perMillion: number): number => Math.round(tokens * perMillion * 1000);

function attemptOf(plan: Plan, no: number, at: number, target: Model, fault: Fault | null): AttemptView {
  const ended = fault !== null || plan.state === "answered" || plan.state === "cancelled";
  const streams = plan.state === "streaming" || plan.state === "answered" || plan.state === "cancelled";
  const cost = target.price && nanos(plan.input, target.price[0]) + nanos(plan.output, target.price[1]);
  const before = plan.failed[no - 2];
  return {
    no,
    at,
    account: target.account,
    provider: target.provider,
    model: target.model,
    model_name: NAMES[target.model] ?? null,
    reason: no === 1 ? "first" : before?.[0] === target ? "retry" : "fallback",
    after: before?.[1][0] ?? null,
    key: target.provider === "simulator" ? null : `keychain:${target.account}`,
    state: fault ? "failed" : plan.state,
    failure: fault?.[0] ?? null,
    message: fault?.[2] ?? null,
    status: fault ? fault[1] : 200,
    head: fault?.[1] === null ? null : 64,
    first_content: fault || !streams ? null : plan.first,
    total: !ended ? null : fault ? failedSpan(fault) : plan.total,
    input: fault || !ended ? null : plan.input,
    cached: fault || !ended ? null : Math.floor(plan.input / 8),
    output: fault || !ended ? null : plan.output,
    reasoning: null,
    translated: null,
    losses: [],
    subscription: false,
    usage_source: fault || !ended ? "none" : plan.state === "cancelled" ? "estimated" : "provider",
    cost: fault ? 0 : ended ? cost : null,
    simulated: target.provider === "simulator",
  };
}

export const failedSpan = (fault: Fault): number => (fault[0] === "timeout_first_token" ? 20_000 : 412);

const told = ([target, fault]: readonly [Model, Fault]): string =>
  `${fault[0]}: ${target.account}/${target.model} ${fault[1] === null ? "said nothing in time" : `answered ${fault[1]}`}`;

export function draw(plan: Plan, rng: Rng): CallView {
  const attempts: AttemptView[] = [];
  let at = plan.at + 4;
  for (const [target, fault] of plan.failed) {
    attempts.push(attemptOf(plan, attempts.length + 1, at, target, fault));
    at += failedSpan(fault) + 120;
  }
  if (plan.answers) attempts.push(attemptOf(plan, attempts.length + 1, at, plan.answers, null));
  const last = attempts.at(-1);
  const running = plan.state === "waiting" || plan.state === "streaming";
  const moved = plan.state === "answered" && plan.failed.length > 0 && attempts[0]?.model !== last?.model;
  const simulated = attempts.length > 0 && attempts.every((attempt) => attempt.simulated);
  const failed = plan.state === "failed";
  return {
    id: callId(plan.at, rng),
    at: plan.at,
    project: plan.project,
    tool: plan.project === "ci-agents" ? "claude-code" : null,
    environment: plan.project === "ci-agents" ? "ci" : "dev",
    user: plan.project === "support-eu" ? (["mira", "joao"][plan.input % 2] ?? null) : null,
    dialect: "OpenAI Chat Completions",
    asked: plan.asked,
    chain: plan.chain,
    stream: true,
    state: plan.state,
    failure: failed ? (plan.failed.at(-1)?.[1][0] ?? "no_target") : null,
    status: running ? null : failed ? 503 : plan.state === "cancelled" ? 499 : 200,
    moved: moved ? plan.failed.map(told).join("; ") : null,
    told: failed
      ? `no target of chain/${plan.chain} answered: ${plan.failed.at(-1)?.[1][2] ?? "none is left"}`
      : null,
    first_content: last?.first_content == null ? null : at - plan.at + last.first_content,
    total: running ? null : at - plan.at + (last?.total ?? 0),
    input: last?.input ?? null,
    output: last?.output ?? null,
    cost: running ? null : failed ? 0 : (last?.cost ?? null),
    subscription: false,
    estimated: plan.state === "cancelled",
    simulated,
    prompt: running ? null : (PRINTS[plan.input % PRINTS.length] ?? null),
    attempts,
  };
}

const pick = <T>(items: readonly [T, ...T[]], rng: Rng): T =>
  items[Math.floor(rng() * items.length)] ?? items[0];

const PROJECTS = [
  "ci-agents",
  "atlas-web",
  "support-eu",
  "docs-bot",
  "customer-research-interviews-2026",
] as const;

/** One call of a lived-in proxy that arrived at `at` and is in `state`. */
export function livedPlan(at: number, rng: Rng, state: CallState): Plan {
  const answers = pick(MODELS, rng);
  const hops = rng() < 0.16 || state === "failed" ? 1 + Math.floor(rng() * 2) : 0;
  const chain = pick(["everyday", "code", "quick", "eu-only"], rng);
  const failed = Array.from({ length: hops }, () => [pick(MODELS, rng), pick(FAILURES, rng)] as const).filter(
    ([target]) => target !== answers,
  );
  return {
    at,
    chain,
    asked: rng() < 0.5 ? "auto" : rng() < 0.5 ? `chain/${chain}` : "gpt-5-mini",
    project: pick(PROJECTS, rng),
    failed: state === "failed" && failed.length === 0 ? [[answers, FAILURES[1] ?? FAILURES[0]]] : failed,
    answers: state === "failed" ? null : answers,
    state,
    input: 40 + Math.floor(rng() ** 3 * 60_000),
    output: 12 + Math.floor(rng() ** 2 * 2400),
    first: 180 + Math.floor(rng() * 1900),
    total: 2100 + Math.floor(rng() ** 2 * 26_000),
  };
}

/** A call of the sample policy: `sim-flaky` fails now and then, `sim-steady` answers. */
export function simulatedPlan(at: number, rng: Rng, falls: boolean, state: CallState): Plan {
  return {
    at,
    chain: "auto",
    asked: "auto",
    project: "default",
    failed: falls ? [[FLAKY, FAILURES[1] ?? FAILURES[0]]] : [],
    answers: falls ? STEADY : FLAKY,
    state,
    input: 21 + Math.floor(rng() * 30),
    output: 48 + Math.floor(rng() * 40),
    first: 310,
    total: 1180,
  };
}
