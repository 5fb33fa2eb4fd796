import { expect, test } from "vitest";
import type { SettingsView } from "../../ipc/bindings";
import {
  readBody,
  readDays,
  readKeepAlive,
  readPort,
  sizeText,
  waitingNames,
  withEntry,
  withoutEntry,
  wrongEntry,
} from "./model";

const VIEW: SettingsView = {
  ...{ port: 4100, bind: [], hosts: ["box.lan"], origins: [], max_body_mib: 32, keep_alive_ms: 15_000 },
  ...{ default_project: "default", theme: "dark", log_level: "info", retention_days: null },
  ...{ on_close: "quit", autostart: false, notifications: true, ledger_begins: null },
  ...{ at_start: ["port", "bind"], waiting: ["port", "fold_within_ms"], trouble: null },
};

test("a typed number becomes the edit it means, or says what would do", () => {
  expect(readPort(" 4300 ")).toEqual({ edit: { key: "port", value: 4300 } });
  expect(readPort("0")).toEqual({ edit: { key: "port", value: 0 } });
  for (const text of ["65536", "-1", "4100x", ""]) expect(readPort(text)).toHaveProperty("wrong");
  expect(readBody("1,024")).toEqual({ edit: { key: "max_body_mib", value: 1024 } });
  expect(readBody("0")).toHaveProperty("wrong");
  expect(readKeepAlive("2.5")).toEqual({ edit: { key: "keep_alive_ms", value: 2500 } });
  expect(readKeepAlive("0")).toHaveProperty("wrong");
  expect(readDays("90")).toEqual({ edit: { key: "retention_days", value: 90 } });
  expect(readDays("0")).toHaveProperty("wrong");
});

test("an entry that the house would refuse is refused at its field", () => {
  expect(wrongEntry("hosts", "host.docker.internal")).toBeNull();
  expect(wrongEntry("hosts", "http://box.lan")).not.toBeNull();
  expect(wrongEntry("origins", "app://obsidian.md")).toBeNull();
  expect(wrongEntry("origins", "*")).not.toBeNull();
  expect(wrongEntry("origins", "https://app.example/page")).not.toBeNull();
  expect(wrongEntry("bind", "0.0.0.0")).toBeNull();
  expect(wrongEntry("bind", "box.lan")).not.toBeNull();
});

test("an entry stands once in its list and leaves it alone", () => {
  expect(withEntry("hosts", VIEW, "box.lan").value).toEqual(["box.lan"]);
  expect(withEntry("hosts", VIEW, "a.lan").value).toEqual(["box.lan", "a.lan"]);
  expect(withoutEntry("hosts", VIEW, "box.lan")).toEqual({ key: "hosts", value: [] });
});

test("what waits for a start is named as on the page", () => {
  expect(waitingNames(VIEW)).toEqual(["port", "fold_within_ms"]);
});

test("a size has three digits and its unit", () => {
  expect([840, 12_400, 999_600, 184_320_512].map(sizeText)).toEqual(["840 B", "12.4 kB", "1.0 MB", "184 MB"]);
});
