import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
} from "@tanstack/react-router";
import { ConnectPage } from "../features/connect/connect-page";
import { LivePage } from "../features/live/live-page";
import { ProvidersPage } from "../features/providers/providers-page";
import { RequestsPage } from "../features/requests/requests-page";
import { type RequestsSearch, readSearch } from "../features/requests/search";
import { RoutesPage } from "../features/routes/routes-page";
import { SettingsPage } from "../features/settings/settings-page";
import { SpendPage } from "../features/spend/spend-page";
import { Crashed } from "./crashed";
import { Frame } from "./frame";
import { NotFound } from "./not-found";

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const at = { getParentRoute: () => root };

const start = createRoute({
  ...at,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/live" });
  },
});
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const live = createRoute({
  ...at,
  path: "/live",
  component: LivePage,
  /** `call`: whose story is open. */
  validateSearch: ({ call }): { call?: string | undefined } => ({ call: text(call) }),
});
const routes = createRoute({
  ...at,
  path: "/routes",
  component: RoutesPage,
  /** `chain`: which is open; `view`: the chains, or the file as text. */
  validateSearch: ({ chain, view }): { chain?: string | undefined; view?: "text" | undefined } => ({
    chain: text(chain),
    view: view === "text" ? view : undefined,
  }),
});
const providers = createRoute({
  ...at,
  path: "/providers",
  component: ProvidersPage,
  /** `account`: which is shown. */
  validateSearch: ({ account }): { account?: string | undefined } => ({ account: text(account) }),
});
const spend = createRoute({ ...at, path: "/spend", component: SpendPage });
const requests = createRoute({
  ...at,
  path: "/requests",
  component: RequestsPage,
  validateSearch: (raw): RequestsSearch => readSearch(raw),
});
const settings = createRoute({ ...at, path: "/settings", component: SettingsPage });
const connect = createRoute({
  ...at,
  path: "/connect",
  component: ConnectPage,
  /** `view`: what tools need, or to whom their calls count. */
  validateSearch: ({ view }): { view?: "projects" | undefined } => ({
    view: view === "projects" ? view : undefined,
  }),
});

/** One route per word. Hash history, because a window of Tauri has no server behind its paths. */
export const router = createRouter({
  routeTree: root.addChildren([start, live, routes, providers, spend, requests, connect, settings]),
  history: createHashHistory(),
  defaultErrorComponent: Crashed,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
