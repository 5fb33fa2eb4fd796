import type { Preset } from "../src/ipc/bindings";
import { modelsOf } from "./models";

const preset = (
  id: string,
  name: string,
  monogram: string,
  base_url: string,
  key: "needed" | "optional" | "none",
  key_url: string | null,
  models: number,
  found = false,
): Preset => ({
  ...{ id, name, monogram, base_url, key, key_url, models, found },
  found_models: found ? 3 : 0,
  local: base_url.includes("127.0.0.1"),
  makes_models: ["openai", "deepseek", "mistral", "qwen", "qwen-cn", "gemini"].includes(id),
  offers: modelsOf(id).map((model) => model.id),
  regions: ["openai", "mistral"].includes(id)
    ? ["eu", "us"].map((region) => ({
        id: region,
        base_url: base_url.replace("//", `//${region}.`),
        surcharge: 10,
      }))
    : [],
  headers: id === "portkey" ? ["x-portkey-provider", "x-portkey-config", "x-portkey-metadata"] : [],
});

/** The catalogue's providers as the house lists them. */
export const PRESETS: readonly Preset[] = [
  preset(
    "openai",
    "OpenAI",
    "OA",
    "https://api.openai.com/v1",
    "needed",
    "https://platform.openai.com/api-keys",
    55,
  ),
  preset(
    "deepseek",
    "DeepSeek",
    "DS",
    "https://api.deepseek.com",
    "needed",
    "https://platform.deepseek.com/api_keys",
    6,
  ),
  preset(
    "mistral",
    "Mistral",
    "Mi",
    "https://api.mistral.ai/v1",
    "needed",
    "https://console.mistral.ai/api-keys",
    51,
  ),
  preset(
    "qwen",
    "Qwen",
    "Qw",
    "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    "needed",
    "https://www.alibabacloud.com/help/en/model-studio/get-api-key",
    72,
  ),
  preset(
    "qwen-cn",
    "Qwen (China)",
    "QC",
    "https://dashscope.aliyuncs.com/compatible-mode/v1",
    "needed",
    "https://help.aliyun.com/zh/model-studio/get-api-key",
    79,
  ),
  preset(
    "gemini",
    "Google Gemini",
    "GG",
    "https://generativelanguage.googleapis.com/v1beta/openai",
    "needed",
    "https://aistudio.google.com/apikey",
    23,
  ),
  preset(
    "openrouter",
    "OpenRouter",
    "OR",
    "https://openrouter.ai/api/v1",
    "needed",
    "https://openrouter.ai/settings/keys",
    326,
  ),
  preset("tokenmix", "TokenMix.ai", "TM", "https://api.tokenmix.ai/v1", "needed", "https://tokenmix.ai", 0),
  preset("ollama", "Ollama", "Ol", "http://127.0.0.1:11434/v1", "optional", null, 0, true),
  preset("lmstudio", "LM Studio", "LM", "http://127.0.0.1:1234/v1", "optional", null, 0, true),
  preset("vllm", "vLLM", "vL", "http://127.0.0.1:8000/v1", "optional", null, 0),
  preset("llamacpp", "llama.cpp", "lc", "http://127.0.0.1:8080/v1", "optional", null, 0),
  preset("custom", "Custom", "Cu", "", "optional", null, 0),
  preset("simulator", "Simulator", "Si", "simulator:", "none", null, 17),
];
