import { expect, test } from "vitest";
import { asSentence } from "./sentence";

test("a message of the house becomes a sentence, and names keep their letters", () => {
  expect(asSentence("the keychain is locked")).toBe("The keychain is locked.");
  expect(asSentence("ledger.db is locked")).toBe("ledger.db is locked.");
  expect(asSentence("gpt-5 is not available")).toBe("gpt-5 is not available.");
  expect(asSentence("Incorrect API key provided: sk-n***ey.")).toBe("Incorrect API key provided: sk-n***ey.");
  expect(asSentence("he said “no.”")).toBe("He said “no.”");
  expect(asSentence("  ")).toBe("");
});
