import { expect, test } from "vitest";
import { worstFirst } from "./status-model";

const account = (name: string, aspect: string) => ({ name, aspect, why: null });

test("accounts that are not clear come first, the others keep their order", () => {
  const accounts = [
    account("mistral", "clear"),
    account("ollama", "off"),
    account("openai", "caution"),
    account("gemini", "clear"),
    account("deepseek", "stop"),
  ];
  expect(worstFirst(accounts).map(({ name }) => name)).toEqual([
    "deepseek",
    "openai",
    "mistral",
    "gemini",
    "ollama",
  ]);
});
