#!/bin/bash
# Runs in the clean root: installs the package, then uses it as a person would.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt=(apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0)

# What was started ends with this script, or the root could not be taken down.
trap 'left=$(jobs -p); [ -z "$left" ] || kill $left 2>/dev/null || true' EXIT

step() { printf -- '-- %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# until_true WHAT COMMAND...: tries for two minutes, then says what was wrong and what was logged.
until_true() {
  local what=$1 end=$((SECONDS + 120)); shift
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then
      cat /tmp/*.log /home/tester/.local/share/pointsman/logs/* >&2 2>/dev/null || true
      fail "$what"
    fi
    sleep 0.1
  done
}

step "install"
"${apt[@]}" /pointsman.deb >/dev/null
[ "$(dpkg-query -W -f='${db:Status-Status}' pointsman)" = installed ] || fail "it is not installed"
dpkg --verify pointsman

step "what it depends on is enough"
for binary in pointsman pointsman-desktop; do
  ! ldd "/usr/bin/$binary" | grep 'not found' || fail "$binary lacks a library"
done
ldconfig -p | grep -q libayatana-appindicator3.so.1 || fail "the tray's library is missing"

step "the command"
pointsman --version | grep -qx "pointsman $(dpkg-query -W -f='${Version}' pointsman)" || fail "another version answers"
# shellcheck disable=SC1091 # brought by the package
(source /usr/share/bash-completion/completions/pointsman && complete -p pointsman >/dev/null) || fail "bash does not complete"
grep -q '^#compdef pointsman' /usr/share/zsh/vendor-completions/_pointsman || fail "zsh does not complete"
grep -q 'complete -c pointsman' /usr/share/fish/vendor_completions.d/pointsman.fish || fail "fish does not complete"
zcat /usr/share/man/man1/pointsman.1.gz | grep -q '^\.TH' || fail "there is no manual"
[ -s /usr/share/doc/pointsman/copyright ] || fail "there is no licence"
for size in 32x32 128x128 512x512; do
  [ -s "/usr/share/icons/hicolor/$size/apps/pointsman-desktop.png" ] || fail "there is no icon of $size"
done

# The tools of this test come after, so that they bring nothing that the package should.
"${apt[@]}" xvfb xauth dbus dbus-x11 x11-utils curl desktop-file-utils >/dev/null
useradd --create-home tester
as_tester() { runuser -u tester -- env HOME=/home/tester XDG_RUNTIME_DIR=/home/tester/run "$@"; }
as_tester mkdir -m 700 /home/tester/run

step "serve"
as_tester pointsman serve --port 0 --json >/tmp/ready 2>/tmp/serve.log &
server=$!
until_true "serve never got ready" test -s /tmp/ready
url=$(sed -E 's|.*"url":"([^"]*)/v1".*|\1|' /tmp/ready)
pid=$(sed -E 's|.*"pid":([0-9]+).*|\1|' /tmp/ready)
curl -fsS "$url/health" >/dev/null || fail "/health does not answer at $url"
kill -TERM "$pid"
wait "$server" || fail "serve did not end well"

step "the window"
entry=/usr/share/applications/Pointsman.desktop
desktop-file-validate "$entry"
program=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$entry")
icon=$(sed -n 's/^Icon=//p' "$entry")
[ -s "/usr/share/icons/hicolor/128x128/apps/$icon.png" ] || fail "the entry's icon $icon is not there"
Xvfb :7 -screen 0 1400x900x24 -nolisten tcp -ac 2>/dev/null &
screen=$!
export DISPLAY=:7
until_true "there is no screen" xdpyinfo >/dev/null 2>&1
as_tester env LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1 dbus-run-session -- "$program" >/tmp/window.log 2>&1 &
window=$!
is_seen() { xwininfo -root -tree 2>/dev/null | grep -q '"Pointsman"' && xwininfo -name Pointsman 2>/dev/null | grep -q IsViewable; }
until_true "no window came" is_seen
curl -fsS http://127.0.0.1:4100/health >/dev/null || fail "the window's proxy does not answer"
owner=/home/tester/.local/share/pointsman/owner.json
kill -TERM "$(sed -E 's|.*"pid": *([0-9]+).*|\1|' "$owner")"
wait "$window" || true
kill "$screen"
wait "$screen" 2>/dev/null || true

step "remove"
apt-get remove -y -qq pointsman >/dev/null
[ ! -e /usr/bin/pointsman ] || fail "the command stays behind"
[ -f /home/tester/.local/share/pointsman/settings.toml ] || fail "the user's data went too"
echo "the package installs, starts and goes"
