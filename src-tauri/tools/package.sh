#!/usr/bin/env bash
# Makes packages of this system's kind: `package.sh deb`, `package.sh deb rpm appimage`. They land in
# target/package/out with a file of checksums. Needs what `make run` needs.
#
# Tauri's own bundler, because one description makes every system's package. cargo-deb was rejected: it
# knows one system, and would need a second description beside this one.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
stage=target/package
[ "$#" -gt 0 ] || set -- deb

say() { printf '%s\n' "$*" >&2; }

build() {
  say "pointsman: building for release"
  cargo build --release --locked -p pointsman-desktop -p pointsman-headless
}

# What stands in a package beside the window: the command, its completions and manual, the licence.
fill_stage() {
  local triple ending='' command
  triple=$(rustc -vV | sed -n 's/^host: //p')
  case "$triple" in *windows*) ending=.exe ;; esac
  command=$target/release/pointsman$ending
  rm -rf "$stage"
  mkdir -p "$stage"/{completions,man,out}
  cp "$command" "$stage/pointsman-$triple$ending"
  "$command" completions bash >"$stage/completions/pointsman.bash"
  "$command" completions zsh >"$stage/completions/_pointsman"
  "$command" completions fish >"$stage/completions/pointsman.fish"
  "$command" manual "$stage/man"
  gzip -9n "$stage"/man/*.1
  {
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
    printf 'Upstream-Name: pointsman\n\nFiles: *\nCopyright: The Pointsman authors\nLicense: Apache-2.0\n'
    printf ' On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\n'
  } >"$stage/copyright"
}

# debian_needs: as JSON, the packages whose libraries the binaries are linked to, with the versions whose
# symbols they use; and the tray's library, which is looked for at run time only.
debian_needs() {
  local place needs
  place=$(mktemp -d)
  mkdir "$place/debian"
  printf 'Source: pointsman\n\nPackage: pointsman\nArchitecture: any\n' >"$place/debian/control"
  needs=$(cd "$place" && dpkg-shlibdeps -O "$1" "$2" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
  rm -rf "$place"
  printf '%s, libayatana-appindicator3-1' "$needs" |
    sed 's/, /", "/g; s/^/{"bundle":{"linux":{"deb":{"depends":["/; s/$/"]}}}}/'
}

bundle() {
  local cli=src-tauri/tools/bundler
  [ -x "$cli/node_modules/.bin/tauri" ] || npm ci --prefix "$cli" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  local configs=(--config "$cli/bundle.json")
  if [[ " $* " == *" deb "* ]]; then
    configs+=(--config "$(debian_needs "$PWD/$stage"/pointsman-* "$(realpath "$target/release/pointsman-desktop")")")
  fi
  say "pointsman: making ${*// /, }"
  "$cli/node_modules/.bin/tauri" bundle --ci --no-sign --no-binary-patching --bundles "$(IFS=,; echo "$*")" "${configs[@]}"
}

collect() {
  find "$target/release/bundle" -maxdepth 2 -type f \
    \( -name '*.deb' -o -name '*.rpm' -o -name '*.AppImage' -o -name '*.dmg' -o -name '*.msi' -o -name '*.exe' \) \
    -newer "$stage/copyright" -exec cp {} "$stage/out/" \;
  local sums
  # macOS has another command for it.
  sums=$(cd "$stage/out" && { sha256sum -- * 2>/dev/null || shasum -a 256 -- *; })
  printf '%s\n' "$sums" | tee "$stage/out/SHA256SUMS"
}

build
fill_stage
bundle "$@"
collect
