// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../ipc/api";
import type { AccountView, Preset } from "../../ipc/bindings";
import { ApiFailure } from "../../ipc/client";
import { queryKeys } from "../../ipc/query-keys";
import { Themed } from "../../kit/themed";
import { strings } from "../../lib/strings";
import { AddDialog } from "./add-dialog";
import { KeyDialog } from "./key-dialog";
import { SettingsDialog } from "./settings-dialog";

const SECRET = "sk-planted-7Qd9";
const words = strings.providerForms;

const ACCOUNT: AccountView = {
  ...{ name: "openai", provider: "openai", provider_name: "OpenAI", monogram: "OA", models: 1, chains: [] },
  ...{ base_url: "https://api.openai.com/v1", key: "missing", key_place: "keychain", enabled: true },
  simulated: false,
  ...{ own_base_url: false, region: null, proxy: null, ca_file: null, headers: [] },
  limits: { requests_per_minute: null, tokens_per_minute: null, concurrent: null },
  ...{ used: { requests: 0, tokens: 0, concurrent: 0 }, keys: [], targets: [], room: [] },
};
const PRESET: Preset = {
  ...{ id: "openai", name: "OpenAI", monogram: "OA", base_url: "https://api.openai.com/v1", models: 1 },
  ...{ key: "needed", key_url: null, found: false },
  ...{ found_models: 0, local: false, makes_models: true, offers: [], regions: [], headers: [] },
};

vi.mock("../../ipc/api", () => ({
  api: { providers: { setKey: vi.fn(), add: vi.fn(), change: vi.fn(), presets: vi.fn(), list: vi.fn() } },
}));

let cache: QueryClient;

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});
beforeEach(() => {
  cache = new QueryClient();
  cache.setQueryData(queryKeys.accounts, [ACCOUNT]);
  vi.mocked(api.providers.presets).mockResolvedValue([PRESET]);
});
afterEach(cleanup);

/** Nowhere in what is drawn, typed, or remembered of questions and mutations. */
function keepsNothing(): void {
  const fields = [...document.querySelectorAll("input")].map((input) => input.value);
  const remembered = JSON.stringify([
    cache
      .getQueryCache()
      .getAll()
      .map((query) => [query.queryKey, query.state]),
    cache
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
  ]);
  expect([document.body.innerHTML, ...fields, remembered].filter((text) => text.includes(SECRET))).toEqual(
    [],
  );
}

const wrapped = (dialog: React.ReactNode) =>
  render(
    <QueryClientProvider client={cache}>
      <Themed>{dialog}</Themed>
    </QueryClientProvider>,
  );

const give = () => fireEvent.change(screen.getByLabelText(words.form.key), { target: { value: SECRET } });

test("a key that was saved is nowhere in the window", async () => {
  vi.mocked(api.providers.setKey).mockResolvedValue({ ...ACCOUNT, key: "present" });
  const onClose = vi.fn();
  wrapped(<KeyDialog account={ACCOUNT} open onClose={onClose} />);
  give();
  fireEvent.click(screen.getByText(words.keyDialog.submit));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(api.providers.setKey).toHaveBeenCalledWith({ account: "openai", key: SECRET, place: null });
  keepsNothing();
});

test("a key that was refused is nowhere in the window either", async () => {
  const locked = new ApiFailure({ code: "keychain_locked", message: "the keychain is locked", hint: null });
  vi.mocked(api.providers.setKey).mockRejectedValue(locked);
  wrapped(<KeyDialog account={ACCOUNT} open onClose={() => {}} />);
  give();
  fireEvent.click(screen.getByText(words.keyDialog.submit));
  await screen.findByText(/The keychain is locked\./);
  keepsNothing();
});

test("a machine without a keychain is offered a variable, and the key is forgotten", async () => {
  const none = new ApiFailure({ code: "no_keychain", message: "no keychain on this machine", hint: null });
  vi.mocked(api.providers.add).mockRejectedValue(none);
  wrapped(<AddDialog open onClose={() => {}} taken={[]} noKeychain={false} onAdded={() => {}} />);
  fireEvent.click(await screen.findByText("OpenAI"));
  give();
  fireEvent.click(screen.getByText(words.form.submit));
  await screen.findByText(/No keychain on this machine\./);
  expect(screen.getByLabelText(words.form.variableName)).toBeDefined();
  keepsNothing();
});

test("a key for another address goes out once and is nowhere in the window", async () => {
  const present: AccountView = { ...ACCOUNT, key: "present" };
  vi.mocked(api.providers.change).mockResolvedValue({ ...present, base_url: "https://eu.example/v1" });
  const onClose = vi.fn();
  wrapped(<SettingsDialog account={present} open onClose={onClose} />);
  const address = screen.getByLabelText(strings.accountSettings.baseUrl);
  fireEvent.change(address, { target: { value: "https://eu.example/v1" } });
  give();
  fireEvent.click(screen.getByText(strings.accountSettings.save));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(vi.mocked(api.providers.change).mock.calls[0]?.[0]).toMatchObject({ key: SECRET });
  keepsNothing();
});
