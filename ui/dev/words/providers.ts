import type {
  AccountHealth,
  AccountView,
  KeyStatus,
  KeyView,
  NewAccount,
  TargetHealth,
  TestReport,
} from "../../src/ipc/bindings";
import { failingFor } from "../failing";
import { type MakeWord, refusal } from "../fake";
import { modelsOf } from "../models";
import { PRESETS } from "../presets";
import { isFirstStart, type Stage } from "../stage";

/**
 * States of its own: `locked` (the keychain does not open until it is tried twice), `nokeychain`, `unreached` (a test
 * finds nobody), `norealaccount`.
 */
const keyAt = (place: string, status: KeyStatus, part: Partial<KeyView> = {}): KeyView => ({
  ...{ place, status, health: "ok", until: null, since: null, why: null, room: [] },
  ...part,
});

/** One key each, but for openai: a pool of three, of which one signs. */
function keysOf(name: string, place: string, status: KeyStatus): KeyView[] {
  if (place === "none") return [];
  if (place.startsWith("env:")) return [keyAt(place, status)];
  const at = Date.now();
  const told = { model: "gpt-5", per: 60_000, resets: at + 40_000, at };
  const room = [
    { ...told, of: "requests", limit: 1000, remaining: 688 },
    { ...told, of: "tokens", limit: 400_000, remaining: 22_000 },
  ];
  if (name !== "openai") return [keyAt(`keychain:${name}`, status)];
  return [
    keyAt("keychain:openai", status, { room }),
    keyAt("keychain:openai-2", status, {
      ...{ health: "cooling", until: at + 40_000, why: "Rate limit reached for gpt-5 on requests per min" },
    }),
    keyAt("env:OPENAI_API_KEY_OF_THE_OTHER_TEAM", status, {
      ...{ health: "retired", since: at - 3_600_000, why: "Incorrect API key provided: sk-…9f2c" },
    }),
  ];
}

const OPEN: TargetHealth = {
  ...{ model: "gpt-5", breaker: "open", since: Date.now() - 90_000, why: "rate_limited" },
  ...{ next_probe: Date.now() + 24_000, calls: 20, failed: 12, slow: 0, first_content: 940 },
};

const account = (
  name: string,
  provider: string,
  key: KeyStatus,
  place: string,
  chains: readonly string[],
): AccountView => {
  const preset = PRESETS.find((known) => known.id === provider);
  if (!preset) throw refusal("internal", `no preset ${provider}`);
  return {
    name,
    provider,
    provider_name: preset.name,
    monogram: preset.monogram,
    base_url: preset.base_url,
    key,
    key_place: place,
    enabled: name !== "ollama",
    simulated: provider === "simulator",
    models: modelsOf(provider).length,
    chains: [...chains],
    own_base_url: false,
    region: null,
    proxy: null,
    ca_file: null,
    headers: [],
    limits: { requests_per_minute: null, tokens_per_minute: null, concurrent: null },
    used: { requests: 0, tokens: 0, concurrent: 0 },
    keys: keysOf(name, place, key),
    targets: name === "openai" ? [OPEN] : [],
    room: [],
  };
};

function begin(stage: Stage): AccountView[] {
  const simulator = account(
    "simulator",
    "simulator",
    "not_needed",
    "none",
    isFirstStart(stage) ? ["auto"] : [],
  );
  if (stage.state === "noaccount") return [];
  if (isFirstStart(stage)) return [simulator];
  const stored: KeyStatus =
    stage.state === "locked" ? "locked" : stage.state === "nokeychain" ? "no_keychain" : "present";
  return [
    account("openai", "openai", stored, "keychain", ["auto", "quick", "review-of-long-documents"]),
    account("mistral", "mistral", stored, "keychain", ["auto"]),
    account("work-deepseek-batch-evaluations", "deepseek", "missing", "keychain", ["quick"]),
    account("gemini", "gemini", "present", "env:GEMINI_API_KEY", ["auto"]),
    account("qwen-cn", "qwen-cn", "missing", "env:DASHSCOPE_CN_API_KEY", []),
    account("openrouter", "openrouter", stored, "keychain", []),
    account("ollama", "ollama", "not_needed", "none", []),
    simulator,
  ];
}

/** An hour as the ledger would tell it: the first account wavers, the third fails, the rest are well. */
function hourAt(one: AccountView, place: number): AccountHealth {
  const wavers = (slot: number) => (slot > 24 ? "caution" : slot % 11 === 3 ? "off" : "clear");
  const fails = (slot: number) => (slot > 27 ? "stop" : slot > 25 ? "caution" : "clear");
  const sparse = (slot: number) => ((slot * 7 + place * 3) % 5 < 2 ? "clear" : "off");
  const word = place === 0 ? wavers : place === 2 ? fails : sparse;
  const known = modelsOf(one.provider).slice(0, 4);
  return {
    account: one.name,
    hour: Array.from({ length: 30 }, (_, slot) => word(slot)),
    sum: { attempts: 1204 - place * 190, failed: place === 0 ? 31 : place === 2 ? 214 : 0, first_token: 620 },
    models: known.map(({ id }, i) => ({
      model: id,
      sum: { attempts: 120 + i * 40, failed: i, first_token: i === 3 ? null : 410 + i * 530 },
    })),
  };
}

function tested(stage: Stage, one: AccountView, model: string | null): TestReport {
  const notAsked = { ok: null, message: "not asked", took: null, kind: null, status: null };
  const listed = modelsOf(one.provider).map(({ id }) => id);
  if (stage.state === "unreached") {
    const message = `${one.base_url} was not reached within 5 s: connection refused`;
    return {
      auth: { ok: null, message, took: 5003, kind: "connect", status: null },
      model: notAsked,
      models: [],
    };
  }
  if (one.key === "missing") {
    const message = "Authentication Fails, Your api key: ****9f2c is invalid";
    return {
      auth: { ok: false, message, took: 212, kind: "auth", status: 401 },
      model: notAsked,
      models: [],
    };
  }
  const auth = {
    ok: true,
    message: `the provider lists ${listed.length} models`,
    took: 184,
    kind: null,
    status: null,
  };
  if (model === null) return { auth, model: notAsked, models: listed };
  if (model === "gpt-5") {
    const message =
      "Your organization must be verified to use the model `gpt-5`. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization. If you just verified, it can take up to 15 minutes for access to propagate.";
    return {
      auth,
      model: { ok: false, message, took: 402, kind: "no_such_model", status: 404 },
      models: listed,
    };
  }
  return { auth, model: { ok: true, message: "ready", took: 871, kind: null, status: 200 }, models: listed };
}

export const word: MakeWord = (stage, tell) => {
  const mayFail = failingFor(stage, tell, "providers");
  let accounts = begin(stage);
  let removed = accounts;
  let tries = 0;
  const find = (name: string): AccountView => {
    const one = accounts.find((known) => known.name === name);
    if (!one) throw refusal("not_found", `no account ${name}`, "read the list again");
    return one;
  };
  const change = (name: string, part: Partial<AccountView>): AccountView => {
    const next = { ...find(name), ...part };
    accounts = accounts.map((one) => (one.name === name ? next : one));
    tell({ changed: ["providers"] });
    return next;
  };
  const add = (input: NewAccount): AccountView => {
    if (input.key !== null && stage.state === "nokeychain") {
      throw refusal(
        "no_keychain",
        "this machine has no keychain to hold the key",
        "name an environment variable instead",
      );
    }
    const place = input.key_env !== null ? `env:${input.key_env}` : input.key === null ? "none" : "keychain";
    const key = input.key_env !== null ? "missing" : input.key === null ? "not_needed" : "present";
    const made = account(input.name ?? input.provider, input.provider, key, place, []);
    accounts = [...accounts, { ...made, base_url: input.base_url ?? made.base_url }];
    tell({ changed: ["providers"] });
    return find(made.name);
  };
  return {
    providersList: () => {
      mayFail();
      return accounts;
    },
    providersPresets: () => [...PRESETS],
    // One stranger: a vLLM where nobody looks.
    providersLocal: () => [],
    providersLocalAt: (port) =>
      port === 9999
        ? {
            ...{ provider: "vllm", provider_name: "vLLM", account: null, models: ["qwen3-8b"] },
            ...{ base_url: "http://127.0.0.1:9999/v1", address: "http://127.0.0.1:9999/v1" },
          }
        : null,
    providersModels: (name) => modelsOf(find(name).provider),
    providersAdd: add,
    providersRemove: (name) => {
      removed = accounts;
      accounts = accounts.filter((one) => one.name !== name);
      tell({ changed: ["providers"] });
      return null;
    },
    providersRestore: (name) => {
      accounts = removed;
      tell({ changed: ["providers"] });
      return find(name);
    },
    providersSetKey: ({ account: name }) => {
      if (stage.state === "locked") {
        throw refusal("keychain_locked", "the keychain is locked", "unlock it, then try again");
      }
      return change(name, {
        ...{ key: "present", key_place: "keychain" },
        keys: [keyAt(`keychain:${name}`, "present"), ...find(name).keys.slice(1)],
      });
    },
    providersAddKey: ({ account: name, key_env }) => {
      if (stage.state === "locked") {
        throw refusal("keychain_locked", "the keychain is locked", "unlock it, then try again");
      }
      const one = find(name);
      const place = key_env === null ? `keychain:${name}-${one.keys.length + 1}` : `env:${key_env}`;
      const keys = [...one.keys, keyAt(place, key_env === null ? "present" : "missing")];
      return change(name, { keys, key: "present" });
    },
    providersRemoveKey: ({ account: name, place }) => {
      const keys = find(name).keys.filter((key) => key.place !== place);
      return change(name, { keys, ...(keys.length === 0 && { key: "missing" as const }) });
    },
    providersSetEnabled: ({ account: name, enabled }) => change(name, { enabled }),
    providersChange: ({ account: name, key, key_env, ...settings }) => {
      const one = find(name);
      const base = settings.base_url ?? PRESETS.find(({ id }) => id === one.provider)?.base_url ?? "";
      const place = key_env === null ? one.key_place : `env:${key_env}`;
      return change(name, {
        ...settings,
        headers: settings.headers ?? [],
        base_url: base,
        own_base_url: settings.base_url !== null,
        key_place: key === null ? place : "keychain",
      });
    },
    providersReorder: ({ account: name, to }) => {
      const one = find(name);
      const rest = accounts.filter((known) => known !== one);
      accounts = [...rest.slice(0, to), one, ...rest.slice(to)];
      tell({ changed: ["providers"] });
      return accounts;
    },
    providersHealth: () => (isFirstStart(stage) ? [] : accounts.slice(0, 6).map(hourAt)),
    providersTest: async ({ account: name, model }) => {
      await new Promise((done) => setTimeout(done, 500));
      return tested(stage, find(name), model);
    },
    providersRetryKeychain: () => {
      tries += 1;
      if (tries === 1) {
        throw refusal(
          "keychain_locked",
          "the keychain is still locked",
          "unlock it in the system's password manager",
        );
      }
      accounts = accounts.map((one) => (one.key === "locked" ? { ...one, key: "present" } : one));
      tell({ changed: ["providers"] });
      return null;
    },
  };
};
