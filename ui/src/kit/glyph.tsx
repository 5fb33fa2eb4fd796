import css from "./glyph.module.css";

export type GlyphName =
  | "live"
  | "routes"
  | "providers"
  | "spend"
  | "requests"
  | "connect"
  | "settings"
  | "moved";

/** Our own signs: a signal on its post, a set of points, a platform, bars of spend, lines of a ledger, a plug, two levers, a call that was moved. */
const PATH: Record<GlyphName, string> = {
  live: "M8 1.7a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8ZM8 3.3v2.6M8 7.5v6.2M5.4 13.7h5.2",
  routes: "M1.5 11.5h13M4 11.5c3 0 3.7-7 7-7h3.5M12.6 2.6l1.9 1.9-1.9 1.9",
  providers: "M1.5 13h13M3.2 13V9.8h9.6V13M5 9.8V5M11 9.8V5M2.3 5h11.4L12.3 2.6H3.7z",
  spend: "M2.8 13.5V9.8M6.3 13.5V6.5M9.7 13.5V8.3M13.2 13.5V2.5",
  requests: "M2.5 4h11M2.5 8h11M2.5 12h6.5",
  connect: "M5.5 2v3.5M10.5 2v3.5M3.5 5.5h9v2.2a4.5 4.5 0 0 1-9 0zM8 12.2v2.3",
  settings:
    "M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7M12.4 4.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0ZM6.9 11.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0Z",
  moved: "M1.5 11.5h4l4.5-7h4.5M12.3 2.3l2.2 2.2-2.2 2.2",
};

/** Always beside a word, so hidden from screen readers. */
export function Glyph({ name, size = 16 }: { readonly name: GlyphName; readonly size?: number }) {
  return (
    <svg className={css.glyph} width={size} height={size} viewBox="0 0 16 16" aria-hidden>
      <path d={PATH[name]} />
    </svg>
  );
}
