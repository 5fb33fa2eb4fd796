#!/usr/bin/env bash
# Runs the window tests in a session of their own: a virtual screen, a message bus, a keychain.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run"
mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
unset WAYLAND_DISPLAY
export GDK_BACKEND=x11 WEBKIT_DISABLE_DMABUF_RENDERER=1 LIBGL_ALWAYS_SOFTWARE=1
xvfb-run --auto-servernum --server-args="-screen 0 1720x1100x24" \
  dbus-run-session -- bash -c '
    printf "railway" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    exec node --test --test-reporter=tap --test-concurrency=1 tests/desktop/*.test.mjs'
