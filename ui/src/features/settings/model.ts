import type { SettingEdit, SettingsView } from "../../ipc/bindings";
import { strings } from "../../lib/strings";

const { problem } = strings.settings;

/** What was typed, understood or not. */
export type Read = { readonly edit: SettingEdit } | { readonly wrong: string };

const whole = (text: string): number | null => {
  const digits = text.replaceAll(/[\s,_]/g, "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
};

export function readPort(text: string): Read {
  const value = whole(text);
  return value === null || value > 65_535 ? { wrong: problem.port } : { edit: { key: "port", value } };
}

export function readBody(text: string): Read {
  const value = whole(text);
  if (value === null || value < 1 || value > 1024) return { wrong: problem.body };
  return { edit: { key: "max_body_mib", value } };
}

/** Typed in seconds, kept in milliseconds. */
export function readKeepAlive(text: string): Read {
  const seconds = /^\d+([.]\d+)?$/.test(text.trim()) ? Number(text.trim()) : 0;
  const value = Math.round(seconds * 1000);
  return value < 100 || value > 600_000
    ? { wrong: problem.keepAlive }
    : { edit: { key: "keep_alive_ms", value } };
}

export function readDays(text: string): Read {
  const value = whole(text);
  if (value === null || value < 1 || value > 36_500) return { wrong: problem.days };
  return { edit: { key: "retention_days", value } };
}

export type ListKey = "bind" | "hosts" | "origins";

/** Why an entry would be refused, said before it is sent; `null` when it may stand there. */
export function wrongEntry(key: ListKey, entry: string): string | null {
  switch (key) {
    case "bind":
      return /^[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*$/.test(entry) ? null : strings.settings.proxy.bindWrong;
    case "hosts":
      return /^([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])$/.test(entry) ? null : strings.settings.guests.hostsWrong;
    case "origins":
      return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/*]+$/.test(entry)
        ? null
        : strings.settings.guests.originsWrong;
  }
}

export type ListChange = { readonly key: ListKey; readonly value: string[] };

/** The list with the entry, once. */
export const withEntry = (key: ListKey, view: SettingsView, entry: string): ListChange => ({
  key,
  value: view[key].includes(entry) ? [...view[key]] : [...view[key], entry],
});

export const withoutEntry = (key: ListKey, view: SettingsView, entry: string): ListChange => ({
  key,
  value: view[key].filter((one) => one !== entry),
});

const NAMES: Readonly<Record<string, string>> = {
  port: strings.settings.proxy.port,
  bind: strings.settings.proxy.bind,
  max_body_mib: strings.settings.proxy.body,
};

/** What waits for the next start, by the names on this page; a key that has no name here by its own. */
export const waitingNames = (view: SettingsView): readonly string[] =>
  view.waiting.map((key) => (NAMES[key] ?? key).toLowerCase());

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** 840 B, 12.4 kB, 3.1 GB: sizes of files, in powers of a thousand as file managers show them. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 99.5 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${UNITS[unit] ?? ""}`;
}
