import { emit } from "@tauri-apps/api/event";
import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import type { ApiError, Batch, commands, ErrorCode } from "../src/ipc/bindings";
import type { Stage } from "./stage";

type Commands = typeof commands;
type Command = keyof Commands;
type Answer<C extends Command> = Extract<Awaited<ReturnType<Commands[C]>>, { status: "ok" }>["data"];

/** What one word answers, by the names of the generated commands. It throws `refusal(…)` to fail. */
export type FakeWord = {
  readonly [C in Command]?: (...input: Parameters<Commands[C]>) => Answer<C> | Promise<Answer<C>>;
};

/** Each file of `words/` exports one of these as `word`: put yours there and it is found. */
export type MakeWord = (stage: Stage, tell: Tell) => FakeWord;

/** Sends what the window would hear. */
export type Tell = (batch: Partial<Batch>) => void;

export const refusal = (code: ErrorCode, message: string, hint: string | null = null): ApiError => ({
  code,
  message,
  hint,
});

const LEDGER_GONE = refusal(
  "io",
  "ledger.db cannot be opened: it is locked by another process since 14:30",
  "close the program that holds it (a database browser, a backup), then try again",
);

const tell: Tell = (batch) => void emit("batch-event", { calls: [], missed: 0, changed: [], ...batch });

export function installFake(stage: Stage): void {
  const files = import.meta.glob<{ readonly word: MakeWord }>("./words/*.ts", { eager: true });
  const answers = new Map<string, (input: unknown) => unknown>();
  for (const { word } of Object.values(files)) {
    for (const [name, answer] of Object.entries(word(stage, tell))) {
      answers.set(snake(name), answer as (input: unknown) => unknown);
    }
  }
  Object.assign(globalThis, { isTauri: true });
  mockWindows("main");
  mockIPC((command, payload) => ask(stage, answers, command, payload), { shouldMockEvents: true });
}

async function ask(
  stage: Stage,
  answers: ReadonlyMap<string, (input: unknown) => unknown>,
  command: string,
  payload: unknown,
): Promise<unknown> {
  if (command.startsWith("plugin:")) return null;
  if (stage.state === "loading") return new Promise(() => {});
  if (stage.state === "error") throw LEDGER_GONE;
  const answer = answers.get(command);
  if (!answer) throw refusal("internal", `the made-up backend has no answer to ${command}`);
  await new Promise((done) => setTimeout(done, 30));
  return structuredClone(await answer((payload as { input?: unknown } | undefined)?.input));
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
