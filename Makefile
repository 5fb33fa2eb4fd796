# Two commands: `make run` and `make test`. Each sets up what it needs first and skips what is done.
.PHONY: run test bench quick package bindings setup-run setup-test setup-package
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
	@bash tests/bench/window.sh

# A Debian package in target/package/out, tried in a clean root. Takes some minutes, so that `make test`
# leaves it out.
package: setup-package
	@bash src-tauri/tools/package.sh deb
	@bash tests/package/deb.sh

# Writes ui/src/ipc/bindings.ts from the commands.
bindings:
	POINTSMAN_WRITE_BINDINGS=1 cargo test -q -p pointsman-desktop bindings

setup-run:
	@bash src-tauri/tools/setup.sh run

setup-package:
	@bash src-tauri/tools/setup.sh package

setup-test:
	@bash src-tauri/tools/setup.sh test
