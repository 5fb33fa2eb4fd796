import type { Station } from "../kit/rail";
import { strings } from "../lib/strings";

const { station } = strings.app;

/** The pages that exist, in the order of the line. */
export const STATIONS = [
  { id: "live", label: station.live, glyph: "live", href: "#/live", keys: "g l" },
  { id: "routes", label: station.routes, glyph: "routes", href: "#/routes", keys: "g r" },
  { id: "providers", label: station.providers, glyph: "providers", href: "#/providers", keys: "g p" },
  { id: "spend", label: station.spend, glyph: "spend", href: "#/spend", keys: "g s" },
  { id: "requests", label: station.requests, glyph: "requests", href: "#/requests", keys: "g q" },
  { id: "connect", label: station.connect, glyph: "connect", href: "#/connect", keys: "g c" },
  { id: "settings", label: station.settings, glyph: "settings", href: "#/settings", keys: "g ,", last: true },
] as const satisfies readonly Station[];

export type StationId = (typeof STATIONS)[number]["id"];
