# The verbs a contributor needs. `make help` explains them.

.DEFAULT_GOAL := help
.PHONY: help run test check dev bench clean

# Runs a command with a toolchain that knows wasm32; prepares one when needed.
WITH := scripts/with-toolchain.sh
NEXTEST := $(shell command -v cargo-nextest >/dev/null 2>&1 && echo nextest run || echo test)

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Build everything and start Relieur on http://127.0.0.1:3000
	@scripts/fonts.sh || true
	@$(WITH) cargo xtask site
	@$(WITH) cargo build --quiet --release --package relieur
	@target/release/relieur serve

test: ## Check everything that can be checked on this machine
	@scripts/test-tools.sh
	@$(WITH) cargo xtask site
	@$(WITH) cargo build --bins
	@scripts/end2end.sh
	@$(WITH) cargo $(NEXTEST)

check: ## Check format and lints, for the server and for the browser
	@$(WITH) cargo fmt --all --check
	@$(WITH) cargo clippy --quiet --all-targets -- -D warnings
	@$(WITH) cargo clippy --quiet --package relieur-frontend --target wasm32-unknown-unknown -- -D warnings

dev: ## Rebuild and restart on every change
	@$(WITH) cargo xtask dev

bench: ## Measure exports; WIKI=folder for one of your own
	@$(WITH) cargo build --quiet --release --package relieur --package relieur-testkit --package relieur-press --bins --example bind-folder
	@$(WITH) cargo xtask bench $(if $(WIKI),--wiki $(WIKI))

clean: ## Remove everything that was built; exported books are kept
	@rm -rf target node_modules end2end/node_modules end2end/test-results end2end/playwright-report
