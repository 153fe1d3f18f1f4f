#!/usr/bin/env bash
# Runs a command with the toolchain scripts/toolchain.sh settles on.
set -euo pipefail
toolchain=$("$(dirname "$0")/toolchain.sh")
if [ -n "$toolchain" ]; then
  export RUSTUP_TOOLCHAIN=$toolchain
fi
exec "$@"
