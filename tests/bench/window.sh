#!/usr/bin/env bash
# What the idle window costs in memory above an empty WebKitGTK window of the same size, in one session:
# `window.sh [BINARY]`, the median of five rounds each, in turn. Proportional set size (PSS) of the whole process tree:
# what several processes share is counted once. Allowed: 100 MiB.
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/pointsman-desktop}")
rounds=${POINTSMAN_BENCH_ROUNDS:-5} settle=${POINTSMAN_BENCH_SETTLE:-15}

if [ -z "${POINTSMAN_BENCH_SESSION:-}" ]; then
  python3=/usr/bin/python3
  "$python3" -c 'import gi; gi.require_version("WebKit2", "4.1")' 2>/dev/null ||
    { echo "window: skipped, python3-gi and gir1.2-webkit2-4.1 are not installed"; exit 0; }
  [ -x "$binary" ] || { echo "window: skipped, $binary is not built"; exit 0; }
  exec env POINTSMAN_BENCH_SESSION=1 GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1 GTK_USE_PORTAL=0 \
    xvfb-run --auto-servernum --server-args="-screen 0 1400x900x24" dbus-run-session -- bash "$0" "$binary" 2> >(grep -vE "dbus-daemon|WARNING|pw.conf|^$" >&2)
fi

# tree PID: the process and all below it.
tree() {
  local child
  echo "$1"
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$child"; done
}

# pss PID: MiB of the tree, in tenths.
pss() {
  local pid
  for pid in $(tree "$1"); do sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup" 2>/dev/null; done |
    awk '{ sum += $1 } END { printf "%.1f", sum / 1024 }'
}

# measure COMMAND...: its tree's PSS once it has stood still.
measure() {
  local home pid
  home=$(mktemp -d)
  XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache XDG_CONFIG_HOME=$home/config "$@" >/dev/null 2>&1 &
  pid=$!
  sleep "$settle"
  pss "$pid"
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  rm -rf "$home"
}

window() {
  local folder figure
  folder=$(mktemp -d)
  printf 'version = 1\nport = 0\n' >"$folder/settings.toml"
  figure=$(measure "$binary" --data-dir "$folder")
  rm -rf "$folder"
  echo "$figure"
}

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

empty=() ours=()
for _ in $(seq "$rounds"); do
  empty+=("$(measure /usr/bin/python3 tests/bench/empty_window.py 1280 800)")
  ours+=("$(window)")
done
awk -v empty="$(median "${empty[@]}")" -v ours="$(median "${ours[@]}")" -v all="${empty[*]} / ${ours[*]}" 'BEGIN {
  above = ours - empty
  printf "window idle: %.1f MiB, an empty one %.1f MiB, above it %.1f MiB (allowed 100): %s\n  rounds: %s\n",
    ours, empty, above, above <= 100 ? "holds" : "DOES NOT HOLD", all
  exit above > 100
}'
