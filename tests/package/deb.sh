#!/usr/bin/env bash
# Installs the Debian package into a clean root of this machine's own release, with nothing but what it
# depends on, and starts what it brings: `deb.sh [FILE.deb]`. The root is gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=${1:-$(ls -t target/package/out/*.deb | head -n 1)}
[ -f "$package" ] || { echo "no package; run 'make package' first" >&2; exit 1; }
# shellcheck disable=SC1091 # the release of this machine
release=$(. /etc/os-release && echo "${VERSION_CODENAME:?this machine has no codename}")
components=main
[ "$(. /etc/os-release && echo "$ID")" = ubuntu ] && components="main universe"

echo "== $(basename "$package") in a clean $release"
mmdebstrap --quiet --variant=apt --format=null --components="$components" \
  --customize-hook="copy-in tests/package/inside.sh /" \
  --customize-hook="upload '$package' /pointsman.deb" \
  --customize-hook='chroot "$1" bash /inside.sh' \
  "$release" /dev/null
echo "# pass 1"
