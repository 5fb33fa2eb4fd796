import { expect, test } from "vitest";
import type { LocalServer, ModelHealth, ModelView, Preset } from "../../ipc/bindings";
import {
  accountAt,
  findModels,
  findPresets,
  namesOf,
  nextSorting,
  portOf,
  silentHere,
  sortModels,
  strangersHere,
} from "./find";

const model = (id: string, part: Partial<ModelView> = {}): ModelView => ({
  ...{ id, name: id, context: null, input: null, cached: null, output: null, source: null, read: null },
  ...{ abilities: [], chains: [], retires: null },
  ...part,
});

const preset = (id: string, part: Partial<Preset> = {}): Preset => ({
  ...{ id, name: id, monogram: "Xx", base_url: `https://${id}.example/v1`, key: "needed", key_url: null },
  ...{ models: 0, found: false, found_models: 0, local: false, makes_models: true, offers: [] },
  ...{ regions: [], headers: [] },
  ...part,
});

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
const NONE: ReadonlyMap<string, ModelHealth> = new Map();

test("models are found by every word of the search", () => {
  const models = [model("qwen/qwen3-8b"), model("qwen/qwen3-70b")];
  expect(idsOf(findModels(models, "  QWEN 70 "))).toEqual(["qwen/qwen3-70b"]);
  expect(findModels(models, "")).toHaveLength(2);
});

test("models stand by a price as a number, and those without one last either way", () => {
  const models = [model("a", { input: "10" }), model("b"), model("c", { input: "2.5" })];
  expect(idsOf(sortModels(models, { id: "input", down: false }, NONE))).toEqual(["c", "a", "b"]);
  expect(idsOf(sortModels(models, { id: "input", down: true }, NONE))).toEqual(["a", "c", "b"]);
  expect(sortModels(models, null, NONE)).toBe(models);
});

test("a head sorts up, then down, then not", () => {
  const up = nextSorting(null, "input");
  expect(up).toEqual({ id: "input", down: false });
  expect(nextSorting(up, "input")).toEqual({ id: "input", down: true });
  expect(nextSorting({ id: "input", down: true }, "input")).toBeNull();
  expect(nextSorting(up, "output")).toEqual({ id: "output", down: false });
});

test("providers stand by where they are, and what answers here stands first", () => {
  const presets = [
    preset("custom", { base_url: "" }),
    preset("groq", { makes_models: false }),
    preset("openai"),
    preset("vllm", { local: true }),
    preset("ollama", { local: true, found: true }),
  ];
  const groups = findPresets(presets, "").map(({ presets: inside }) => idsOf(inside));
  expect(groups).toEqual([["ollama", "vllm"], ["openai"], ["groq"], ["custom"]]);
  expect(idsOf(silentHere(presets, []))).toEqual(["vllm"]);
});

test("a provider is found by a model that it has, and says which", () => {
  const groq = preset("groq", { offers: ["llama-4-scout", "llama-4-maverick", "whisper"] });
  expect(findPresets([groq, preset("openai")], "maverick")).toHaveLength(1);
  expect(namesOf(groq, "llama")).toEqual(["llama-4-scout", "llama-4-maverick"]);
  expect(namesOf(groq, "groq")).toEqual([]);
});

const server = (provider: string, base_url: string | null, account: string | null = null): LocalServer => ({
  ...{ provider, provider_name: provider, base_url, account, models: [] },
  address: base_url ?? "http://127.0.0.1:11434/v1",
});

test("only a server in an unusual place that nobody calls is a stranger", () => {
  const far = "http://127.0.0.1:9999/v1";
  const found = [server("ollama", null), server("vllm", far), server("custom", far, "mine")];
  expect(strangersHere(found).map(({ provider }) => provider)).toEqual(["vllm"]);
});

test("an account of a found server has a name that is free", () => {
  const found = server("vllm", "http://127.0.0.1:9999/v1");
  expect(accountAt(found, []).name).toBeNull();
  expect(accountAt(found, ["vllm"]).name).toBe("vllm-9999");
  expect(accountAt({ ...found, provider: "custom" }, []).name).toBe("custom-9999");
  expect(accountAt(found, []).base_url).toBe("http://127.0.0.1:9999/v1");
});

test("a port is a number from 1 to 65535", () => {
  expect(["8080", " 1 ", "65535"].map(portOf)).toEqual([8080, 1, 65535]);
  expect(["", "0", "65536", "80a", "-1", "1.5"].map(portOf)).toEqual([null, null, null, null, null, null]);
});
