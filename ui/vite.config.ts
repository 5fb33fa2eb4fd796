import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The gallery is an entry of its own that only `--mode gallery` and `npm run dev` serve; the product never carries it.
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  base: "./",
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  build: {
    target: "safari16",
    rollupOptions: { input: mode === "gallery" ? "gallery.html" : "index.html" },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
}));
