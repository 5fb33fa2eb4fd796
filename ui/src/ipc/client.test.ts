import { expect, test } from "vitest";
import { unwrap } from "./client";

test("an answer is its data", async () => {
  await expect(unwrap(Promise.resolve({ status: "ok", data: 3 } as const))).resolves.toBe(3);
});

test("a refusal keeps its code, its words and its hint", async () => {
  const error = { code: "ledger_locked", message: "ledger.db is locked", hint: "close the other process" };
  await expect(unwrap(Promise.resolve({ status: "error", error } as const))).rejects.toMatchObject(error);
});
