#!/usr/bin/env bash
# Installs letters for the world's scripts and for emoji, where that is possible without
# asking: as root on Debian. Elsewhere it says once what books would miss. The program
# has fonts of its own for everything else. Quick when they are there.
set -uo pipefail

packages=(fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji)
# Read to the end: a program that is cut off while it writes has failed.
has() { fc-list 2>/dev/null | grep -i "$1" >/dev/null; }
installed() { has 'noto.*cjk' && has 'noto.*emoji' && has 'noto.*arabic'; }

installed && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "relieur: installing ${packages[*]}" >&2
  log=$(mktemp)
  if apt-get update -qq >"$log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  tail -n 5 "$log" >&2
fi
echo "relieur: without fonts for Chinese, Japanese, Korean, Arabic and emoji these are shown as □ in PDFs" \
  "(on Debian and Ubuntu: apt install ${packages[*]})" >&2
exit 1
