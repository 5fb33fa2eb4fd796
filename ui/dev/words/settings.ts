import type { AccountAspect, Status } from "../../src/ipc/bindings";
import type { MakeWord } from "../fake";
import { isFirstStart } from "../stage";

const account = (name: string, aspect = "clear", why: string | null = null): AccountAspect => ({
  name,
  aspect,
  why,
});

const LIVED: readonly AccountAspect[] = [
  account("openai", "caution", "rate limited 40 s ago"),
  account("mistral"),
  account("work-deepseek-batch-evaluations", "stop", "key refused"),
  account("gemini"),
  account("openrouter"),
  account("ollama", "off", "switched off"),
  account("simulator"),
];

export const word: MakeWord = (stage) => ({
  settingsStatus: (): Status => {
    const first = isFirstStart(stage);
    const deaf = stage.state === "deaf";
    return {
      base_url: deaf ? null : "http://127.0.0.1:4100/v1",
      trouble: deaf
        ? "port 4100 of 127.0.0.1 is taken by another program; end it, or start Pointsman with another --port"
        : null,
      ownership: stage.state === "attached" ? { kind: "attached", pid: 48213 } : { kind: "owner" },
      version: "0.1.0",
      data_dir: "/home/mira/.local/share/pointsman",
      in_flight: stage.state === "empty" ? 0 : stage.state === "busy" ? 14 : 3,
      calls_per_minute: first ? 2 : 79,
      today: first ? 0 : 214_371_480_250,
      today_simulated: stage.state === "empty" ? 0 : 1_284_300,
      today_unpriced: first ? 0 : 12,
      accounts: first ? [account("simulator")] : [...LIVED],
      ledger: stage.state === "deaf" ? "312 attempts wait in the journal: the disk is full" : null,
      real_accounts: !first,
      any_calls: stage.state !== "empty",
      policy: "7f3a9c21",
    };
  },
});
