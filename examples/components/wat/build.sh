#!/usr/bin/env bash
# echo.wat → echo.wasm: text to a core module, the world's types beside it, and both made a component. Needs Node alone.
source "$(dirname "${BASH_SOURCE[0]}")/../tools.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${1:-echo.wasm}

wit_folder
jco parse echo.wat -o dist/core.wasm
jco embed dist/core.wasm --wit dist/wit -o dist/embedded.wasm
jco new dist/embedded.wasm -o "$output"
