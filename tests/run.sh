#!/usr/bin/env bash
# Every check of the repository, one after another, and the counts at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
out=target/test-output
mkdir -p "$out"
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
passed=0 failed=0 skipped=0 recordings=0 broken=()

# stage NAME COMMAND...: runs one check; its output is shown as it comes and counted afterwards.
stage() {
  local name=$1; shift
  local log="$out/${name// /-}.log" began=$SECONDS status
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  count "$log" "$status" "$name"
  printf -- '-- %s: %s, %s s\n' "$name" "$([ "$status" -eq 0 ] && echo ok || echo FAILED)" "$((SECONDS - began))"
}

# count LOG STATUS NAME: adds up what cargo, vitest, node and pytest say. A check without tests of
# its own counts as one.
count() {
  local p f s n
  n=$(sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^test result:/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^ignored/) s += $(i-1) } }
    /^ *Tests +.*[0-9]+ passed/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^skipped/) s += $(i-1) } }
    /^# pass [0-9]+$/ { p += $3 } /^# fail [0-9]+$/ { f += $3 } /^# skipped [0-9]+$/ { s += $3 }
    /^ℹ pass [0-9]+$/ { p += $3 } /^ℹ fail [0-9]+$/ { f += $3 } /^ℹ skipped [0-9]+$/ { s += $3 }
    /^(=+ )?[0-9]+ (passed|failed).* in [0-9.]+s/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^skipped/) s += $(i-1) } }
    /recordings replayed: [0-9]+/ { match($0, /recordings replayed: [0-9]+/); r += substr($0, RSTART + 21, RLENGTH - 21) }
    END { print p + 0, f + 0, s + 0, r + 0 }')
  read -r p f s r <<<"$n"
  recordings=$((recordings + r))
  if [ "$2" -ne 0 ]; then broken+=("$3" "$(named "$1")"); [ "$f" -gt 0 ] || f=1; elif [ "$p" -eq 0 ]; then p=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# named LOG: the names of the tests that failed, for the last lines of the run.
named() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E '^(test .* FAILED|(FAILED|ERROR) |E  |  *not ok |not ok | *(FAIL|×) |error(\[|:)|thread .* panicked)' | head -40 | sed 's/^/    /'
}

stage "format" cargo fmt --all --check
stage "supply chain" bash tests/supply.sh
stage "lint" cargo clippy --workspace --all-targets --quiet -- -D warnings
stage "rust tests" cargo test --no-fail-fast -- --nocapture --test-threads=4
stage "bindings" cargo test -p pointsman-desktop -- --nocapture
stage "ui types" npm --prefix ui run typecheck --silent
stage "ui lint" npm --prefix ui run lint --silent
stage "ui tests" npm --prefix ui run test --silent
stage "binaries" cargo build -p pointsman-desktop -p pointsman-headless
stage "clients python" target/clients-venv/bin/python -m pytest -q -rfEs tests/clients
stage "clients node" node --test --test-reporter=tap tests/clients/
stage "tools" bash tests/tools/run.sh
stage "window" bash tests/desktop/run.sh

printf '\nrecordings replayed: %s, counting each pass over one\n' "$recordings"
[ ${#broken[@]} -eq 0 ] || { echo 'failed:'; printf '%s\n' "${broken[@]}"; }
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
