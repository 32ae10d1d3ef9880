#!/bin/sh
# Bundles Retell's Web SDK into the file $1, in the folder $2, with the machine's npm and what the lock file pins.
# Without npm, or without the packages, the join page is left out of the build, which says so and goes on.
set -u

source=$(cd "$(dirname "$0")" && pwd)
bundle=$1
work=$2

leave_out() {
  rm -f "$bundle"
  echo "callstream: NOTE: this build has no page to join web calls (/dashboard/web-call): $1." >&2
  exit 0
}

inputs="package.json package-lock.json .npmrc retell-sdk.js bundle.sh"
fresh() {
  [ -f "$bundle" ] || return 1
  for input in $inputs; do
    [ -z "$(find "$source/$input" -newer "$bundle")" ] || return 1
  done
}

if fresh; then exit 0; fi
for program in node npm; do
  command -v "$program" >/dev/null || leave_out "$program is not on the PATH"
done

mkdir -p "$work" "$(dirname "$bundle")"
for input in $inputs; do cp "$source/$input" "$work/"; done
cd "$work"
# No package runs a script of its own.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 \
  || leave_out "npm ci failed, see $work/npm.log"
node node_modules/esbuild/bin/esbuild retell-sdk.js --bundle --minify --format=esm --target=es2022 \
  --banner:js='/* Retell'"'"'s Web SDK 2.0.8 (ISC) and what it needs, livekit-client (Apache-2.0) above all; package-lock.json names each. */' \
  --legal-comments=eof --log-level=warning --outfile="$bundle" >esbuild.log 2>&1 \
  || leave_out "esbuild failed, see $work/esbuild.log"
