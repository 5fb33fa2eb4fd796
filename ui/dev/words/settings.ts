import type { AccountAspect, PurgeAsk, SettingEdit, SettingsView, Status } from "../../src/ipc/bindings";
import { type MakeWord, refusal } from "../fake";
import { isFirstStart, type Stage } from "../stage";

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

const begin = (stage: Stage): SettingsView => ({
  port: 4100,
  bind: [],
  hosts: isFirstStart(stage)
    ? []
    : ["host.docker.internal", "workstation-of-mira.lan.example-company.internal"],
  origins: isFirstStart(stage) ? [] : ["app://obsidian.md"],
  ...{ max_body_mib: 32, keep_alive_ms: 15_000, default_project: "default", theme: stage.theme },
  ...{ log_level: "info", retention_days: null, on_close: "quit", autostart: false, notifications: true },
  ledger_begins: isFirstStart(stage) ? null : stage.now - 40 * 86_400_000,
  at_start: ["port", "bind", "max_body_mib", "fold_within_ms"],
  waiting: [],
  trouble:
    stage.state === "broken" ? "settings.toml:4: unknown field `prot`, expected one of `port`, `bind`" : null,
});

const SIZES = [
  ["ledger", 184_320_512],
  ["journal", 12_400],
  ["history", 81_920],
  ["logs", 2_411_724],
  ["files", 9_812],
  ["backups", 0],
] as const;

/** States of its own: `readonly` (nothing is taken), `nofiles` (the folder cannot be shown). */
export const word: MakeWord = (stage, tell) => {
  let file = begin(stage);
  const change = (edits: readonly SettingEdit[]): SettingsView => {
    if (stage.state === "readonly") {
      throw refusal(
        "io",
        "settings.toml cannot be written: the disk is full",
        "free some space, then try again",
      );
    }
    for (const { key, value } of edits) {
      file = { ...file, [key]: value };
      const waits = file.at_start.includes(key) && !file.waiting.includes(key);
      if (waits) file = { ...file, waiting: [...file.waiting, key] };
    }
    tell({ changed: ["settings"] });
    return file;
  };
  return {
    settingsRead: () => file,
    settingsChange: change,
    settingsFolder: () => ({
      path: "/home/mira/.local/share/pointsman",
      parts: SIZES.map(([name, bytes]) => ({ name, bytes })),
    }),
    settingsShowFolder: () => {
      if (stage.state !== "nofiles") return null;
      throw refusal("io", "`xdg-open` could not be started: not found", "copy the path and open it by hand");
    },
    settingsDiagnostics: () => ({ text: "Pointsman 0.1.0\n" }),
    settingsBackupNow: () => ({
      path: "/home/mira/.local/share/pointsman/backups/pointsman-backup-2026-11-22-10-00.tar.gz",
      bytes: 18_320_512,
    }),
    settingsPurgePreview: () => ({
      data_dir: "/home/mira/.local/share/pointsman",
      files: 61,
      keys: isFirstStart(stage) ? [] : ["openai", "mistral", "openrouter"],
    }),
    settingsPurge: ({ typed, keep_keys }: PurgeAsk) => {
      if (typed.trim() !== "purge") throw refusal("invalid", "nothing was removed");
      return {
        data_dir: "/home/mira/.local/share/pointsman",
        files: 61,
        keys: keep_keys ? [] : ["openai", "mistral", "openrouter"],
        tools: [],
        left: ["/home/mira/.local/share/pointsman/backups"],
      };
    },
    settingsQuit: () => null,
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
  };
};
