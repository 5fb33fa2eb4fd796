#!/usr/bin/env bash
# Builds the release binaries and prints ratios against a thin pass-through in the same run.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release --quiet -p pointsman-headless -p pointsman-bench
target/release/pointsman-bench run "$@"
exec target/release/pointsman-bench crossing "$@"
