#!/usr/bin/env bash
# Makes sure one Rust toolchain can build for this machine and for wasm32, and
# prints the name to use as RUSTUP_TOOLCHAIN (nothing when the default will do).
# Idempotent, and quick when there is nothing to do. All talk goes to stderr.
#
#   1. the toolchain in use already has the target: nothing to do;
#   2. rustup can download it: let it;
#   3. Debian, as root: the distribution's own browser toolchain (rustc-web), for
#      which the standard library is built once from its packaged source;
#   4. else: one sentence that says what to install.
set -euo pipefail

target=wasm32-unknown-unknown
say() { printf '%s\n' "$*" >&2; }
std_of() { ls "$1/lib/rustlib/$target/lib/"libstd-*.rlib >/dev/null 2>&1; }

# The Debian toolchain, once made, is preferred: switching between toolchains
# would rebuild everything.
if command -v rustup >/dev/null && rustup toolchain list 2>/dev/null | grep -q '^debian-web' &&
  std_of "$(/usr/bin/rustc --print sysroot)"; then
  echo debian-web
  exit 0
fi

if command -v rustc >/dev/null && std_of "$(rustc --print sysroot)"; then
  exit 0
fi
if ! command -v rustup >/dev/null; then
  say "relieur: no Rust toolchain with $target found; install rustup from https://rustup.rs and run this again."
  exit 1
fi
if timeout 300 rustup target add "$target" >&2 2>/dev/null && std_of "$(rustc --print sysroot)"; then
  exit 0
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "relieur: the Rust target $target is missing and rustup could not download it; run 'rustup target add $target' on a machine with network access, or run this as root on Debian."
  exit 1
fi

say "relieur: rustup cannot download $target here; preparing Debian's browser toolchain instead (once, about two minutes)"
apt_log=$(mktemp)
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web; } >"$apt_log" 2>&1; then
  tail -n 5 "$apt_log" >&2
  say "relieur: could not install Debian's rustc-web packages (see above); install a Rust toolchain with the $target target by hand."
  exit 1
fi
needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml")
version=$(/usr/bin/rustc --version | cut -d' ' -f2)
if [ "$(printf '%s\n%s\n' "$needed" "$version" | sort -V | head -n 1)" != "$needed" ]; then
  say "relieur: Debian offers Rust $version and $needed is needed; add the distribution's security suite to apt's sources, or run 'rustup target add $target' where rustup can download."
  exit 1
fi
sysroot=$(/usr/bin/rustc --print sysroot)
host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')

# Debian's package has no wasm linker; any rustup toolchain has one. A symbolic
# link, not a copy: rust-lld finds its LLVM beside its real path.
lld=$(ls "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/*/lib/rustlib/"$host"/bin/rust-lld 2>/dev/null | tail -n 1 || true)
if [ -n "$lld" ] && [ ! -e "$sysroot/lib/rustlib/$host/bin/rust-lld" ]; then
  mkdir -p "$sysroot/lib/rustlib/$host/bin"
  ln -s "$lld" "$sysroot/lib/rustlib/$host/bin/rust-lld"
fi

if ! std_of "$sysroot"; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/src"
  printf '[package]\nname = "std-for-wasm"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n' >"$work/Cargo.toml"
  printf '#[no_mangle]\npub extern "C" fn answer() -> i32 { 42 }\n' >"$work/src/lib.rs"
  (cd "$work" && env -u RUSTUP_TOOLCHAIN -u CARGO_TARGET_DIR RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc /usr/bin/cargo build -q \
    -Zbuild-std=std,panic_abort,panic_unwind --target "$target" --release >"$work/log" 2>&1) || true
  libs="$sysroot/lib/rustlib/$target/lib"
  mkdir -p "$libs"
  find "$work/target/$target/release/deps" -name '*.rlib' ! -name '*std_for_wasm*' -exec cp {} "$libs/" \; 2>/dev/null || true
  if ! std_of "$sysroot"; then
    tail -n 5 "$work/log" >&2
    say "relieur: building the standard library for $target failed (see above)."
    exit 1
  fi
fi

rustup toolchain link debian-web /usr >&2
echo debian-web
