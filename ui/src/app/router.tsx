import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { LivePage } from "../features/live/live-page";
import { type RequestsSearch, readSearch } from "../features/requests/search";
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
  component: lazyRouteComponent(() => import("../features/routes/routes-page"), "RoutesPage"),
  /** `chain`: which is open; `view`: the chains, or the file as text. */
  validateSearch: ({ chain, view }): { chain?: string | undefined; view?: "text" | undefined } => ({
    chain: text(chain),
    view: view === "text" ? view : undefined,
  }),
});
const providers = createRoute({
  ...at,
  path: "/providers",
  component: lazyRouteComponent(() => import("../features/providers/providers-page"), "ProvidersPage"),
  /** `account`: which is shown. */
  validateSearch: ({ account }): { account?: string | undefined } => ({ account: text(account) }),
});
const spend = createRoute({
  ...at,
  path: "/spend",
  component: lazyRouteComponent(() => import("../features/spend/spend-page"), "SpendPage"),
});
const requests = createRoute({
  ...at,
  path: "/requests",
  component: lazyRouteComponent(() => import("../features/requests/requests-page"), "RequestsPage"),
  validateSearch: (raw): RequestsSearch => readSearch(raw),
});
const settings = createRoute({
  ...at,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/settings-page"), "SettingsPage"),
});
const connect = createRoute({
  ...at,
  path: "/connect",
  component: lazyRouteComponent(() => import("../features/connect/connect-page"), "ConnectPage"),
  /** `view`: the tools of this machine, what any other needs, or to whom calls count. */
  validateSearch: ({ view }): { view?: "hand" | "projects" | undefined } => ({
    view: view === "hand" || view === "projects" ? view : undefined,
  }),
});

/**
 * One route per word; Live is there at once, the others come when they are gone to. Hash history, because a window of
 * Tauri has no server behind its paths.
 */
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
