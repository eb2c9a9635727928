#!/usr/bin/env bash
# src/readings.ts → readings.wasm: one file of JavaScript, and QuickJS around it. Needs Node alone.
source "$(dirname "${BASH_SOURCE[0]}")/../tools.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${1:-readings.wasm}

wit_folder http
jco guest-types dist/wit --world-name readings --out-dir dist/types --quiet
check_types
esbuild src/readings.ts --bundle --format=esm --target=es2023 '--external:scheduler:*' --log-level=warning \
  --outfile=dist/readings.js
# --sync: exports are plain functions. --stub-wasi: it imports nothing of WASI, and a call of it would be a trap.
componentize_qjs --wit dist/wit --js dist/readings.js --world readings --sync --stub-wasi --output "$output"
