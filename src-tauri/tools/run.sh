#!/usr/bin/env bash
# Opens the window where there is a display; else starts the proxy, which prints how to call it.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  cargo build --release -p pointsman-desktop -p pointsman-headless
  exec target/release/pointsman-desktop "$@"
fi
cargo build --release -p pointsman-headless
exec target/release/pointsman serve "$@"
