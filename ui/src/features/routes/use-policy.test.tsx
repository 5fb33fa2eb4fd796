// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PolicyChange, PolicyRestore, PolicyView } from "../../ipc/bindings";
import { ApiFailure } from "../../ipc/client";
import { StepList } from "./step-list";
import { usePolicy } from "./use-policy";

/** A backend that holds one chain and names a version by its order. */
let order: string[] = [];
let conflict = false;
const view = (): PolicyView => ({
  hash: order.join(","),
  path: "routes.toml",
  chains: [
    {
      name: "auto",
      steps: order.map((target) => ({
        pick: "ordered",
        targets: [
          {
            target: `sim/${target}`,
            account: "sim",
            model_name: null,
            provider_name: null,
            monogram: "Si",
            trouble: null,
            input_price: null,
            output_price: null,
          },
        ],
      })),
      deadline: { connect: 1, first_token: 1, idle: 1, total: 1 },
      retries: 2,
      delivery: "live",
      on_refusal: "stop",
      is_default: true,
    },
  ],
  problems: [],
  last_good: false,
  text: "",
});
const answer = async (base: string, next: () => void): Promise<PolicyView> => {
  await Promise.resolve();
  if (conflict || base !== view().hash) {
    throw new ApiFailure({ code: "conflict", message: "routes.toml changed underneath", hint: "both" });
  }
  next();
  return view();
};

vi.mock("../../ipc/api", () => ({
  api: {
    routes: {
      read: async () => view(),
      change: ({ base, edits }: PolicyChange) =>
        answer(base, () => {
          const [edit] = edits;
          if (edit?.edit !== "move_step") throw new Error("only moves here");
          order.splice(edit.to, 0, ...order.splice(edit.from, 1));
        }),
      restore: ({ hash, base }: PolicyRestore) =>
        answer(base, () => {
          order = hash.split(",");
        }),
    },
  },
}));

beforeEach(() => {
  order = ["a", "b", "c"];
  conflict = false;
});
afterEach(cleanup);

function Steps() {
  const editor = usePolicy();
  const chain = editor.query.data?.chains[0];
  return (
    <>
      {chain && <StepList chain={chain} change={editor.change} />}
      <button type="button" disabled={!editor.canUndo} onClick={() => void editor.undo()}>
        undo
      </button>
      <button type="button" disabled={!editor.canRedo} onClick={() => void editor.redo()}>
        redo
      </button>
      <output>{editor.failure?.code}</output>
    </>
  );
}

async function show() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Steps />
    </QueryClientProvider>,
  );
  return screen.findByLabelText(/^Step 1 of 3: a/);
}

test("a key that is pressed faster than the file is written still moves the same step", async () => {
  const handle = await show();
  handle.focus();
  fireEvent.keyDown(handle, { key: "ArrowDown", altKey: true });
  fireEvent.keyDown(handle, { key: "ArrowDown", altKey: true });
  fireEvent.keyDown(handle, { key: "ArrowDown", altKey: true });
  await waitFor(() => expect(order).toEqual(["b", "c", "a"]));
  await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Step 3 of 3: a/));
});

test("each move can be undone and done again", async () => {
  const handle = await show();
  fireEvent.keyDown(handle, { key: "ArrowDown", altKey: true });
  await waitFor(() => expect(order).toEqual(["b", "a", "c"]));
  fireEvent.click(await screen.findByText("undo"));
  await waitFor(() => expect(order).toEqual(["a", "b", "c"]));
  await waitFor(() => expect(screen.getByText("redo").hasAttribute("disabled")).toBe(false));
  fireEvent.click(screen.getByText("redo"));
  await waitFor(() => expect(order).toEqual(["b", "a", "c"]));
});

test("a file that changed underneath refuses the change and says so", async () => {
  const handle = await show();
  conflict = true;
  await act(async () => void fireEvent.keyDown(handle, { key: "ArrowDown", altKey: true }));
  await screen.findByText("conflict");
  expect(order).toEqual(["a", "b", "c"]);
});

test("arrows alone walk from step to step", async () => {
  const handle = await show();
  handle.focus();
  fireEvent.keyDown(handle, { key: "ArrowDown" });
  expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Step 2 of 3: b/);
});
