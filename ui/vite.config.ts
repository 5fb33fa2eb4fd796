import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The gallery and the window on a made-up backend are entries of their own that only `npm run dev` and these modes
// serve; the product never carries them.
const ENTRY: Record<string, string> = { gallery: "gallery.html", fake: "dev/index.html" };

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  base: "./",
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  build: {
    target: "safari16",
    // A font in a data: URL is refused by the window's policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: ENTRY[mode] ?? "index.html" },
  },
  test: { include: ["{src,dev}/**/*.test.{ts,tsx}"], environment: "node" },
}));
