#!/usr/bin/env bash
# Runs the window tests in a session of their own: a virtual screen, a message bus, a keychain.
# `run.sh FILE…` runs only these. What the session starts ends with it, however it ends.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
home=$(mktemp -d)

# Each process of the session has the fresh home in its environment, wherever it has gone since.
leftovers() {
  grep -lzxF "POINTSMAN_SESSION=$home" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | grep -vx "$$" || true
}
clean() {
  local signal left
  for signal in TERM TERM TERM KILL; do
    left=$(leftovers)
    [ -n "$left" ] || break
    # shellcheck disable=SC2086 # one word per process
    kill "-$signal" $left 2>/dev/null || true
    sleep 0.3
  done
  rm -rf "$home" || true
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

session=(env "POINTSMAN_SESSION=$home" "TMPDIR=$home/tmp"
  "XDG_DATA_HOME=$home/data" "XDG_CONFIG_HOME=$home/config" "XDG_CACHE_HOME=$home/cache" "XDG_RUNTIME_DIR=$home/run"
  GDK_BACKEND=x11 WEBKIT_DISABLE_DMABUF_RENDERER=1 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1 GTK_USE_PORTAL=0)
mkdir -p "$home"/{tmp,data,config,cache,run}
chmod 700 "$home/run"
unset WAYLAND_DISPLAY DISPLAY DBUS_SESSION_BUS_ADDRESS
[ "$#" -gt 0 ] || set -- tests/desktop/*.test.mjs

# The bus and the screen talk about what a container lacks; a test says itself what went wrong.
"${session[@]}" timeout --kill-after=10 900 xvfb-run --auto-servernum --server-args="-screen 0 1720x1100x24" \
  dbus-run-session -- bash -c '
    printf "railway" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    exec node --test --test-reporter=tap --test-concurrency=1 --test-timeout=240000 "$@"' session "$@" \
  2> >(grep --line-buffered -E "^(Error|error|node|xvfb-run)" >&2 || true) &
# In the background, because bash answers a signal only when what it runs in front has ended.
wait $!
