# Two commands: `make run` and `make test`. Each sets up what it needs first and skips what is done.
.PHONY: run test bench quick bindings setup-run setup-test
.NOTPARALLEL:

# Opens the window; without a display starts the proxy and prints how to call it.
run: setup-run
	@bash src-tauri/tools/run.sh

# Everything: format, lint, tests, SDK clients, the real window. Ends with counts.
test: setup-test
	@bash tests/run.sh

# The quick loop: no window, no browser.
quick:
	cargo fmt --all --check
	cargo clippy --all-targets -- -D warnings
	cargo test -q

# Ratios against a thin pass-through in the same run.
bench: setup-run
	@bash tests/bench/run.sh

# Writes ui/src/ipc/bindings.ts from the commands.
bindings:
	POINTSMAN_WRITE_BINDINGS=1 cargo test -q -p pointsman-desktop bindings

setup-run:
	@bash src-tauri/tools/setup.sh run

setup-test:
	@bash src-tauri/tools/setup.sh test
