#!/usr/bin/env bash
# src/webhook.ts → dist/webhook.wasm: one file of JavaScript, and StarlingMonkey around it. Needs Node alone.
source "$(dirname "${BASH_SOURCE[0]}")/../tools.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${1:-dist/webhook.wasm}

wit_folder
jco guest-types dist/wit --world-name webhook --out-dir dist/types --quiet
check_types
esbuild src/webhook.ts --bundle --format=esm --target=es2023 --log-level=warning --outfile=dist/webhook.js
# What is left enabled is what `fetch` stands on: wasi:http, clocks, random numbers.
jco componentize dist/webhook.js --wit dist/wit --world-name webhook --disable stdio fetch-event --out "$output"
