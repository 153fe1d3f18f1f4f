#!/usr/bin/env bash
# The browser tests. Skipped, saying so, where there is no Chromium.
set -euo pipefail
cd "$(dirname "$0")/../end2end"

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  echo "relieur: no chromium found, so the browser tests are skipped; install it or set CHROMIUM to its path" >&2
  [ "${CI:-}" != true ]
  exit
fi
export CHROMIUM=$chromium PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --silent --no-audit --no-fund
fi
exec npx playwright test "$@"
