#!/usr/bin/env bash
# src/*.py → dist/report.wasm: Python itself with the program in it. Needs Python 3.10 or later, for pip alone.
source "$(dirname "${BASH_SOURCE[0]}")/../tools.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${1:-dist/report.wasm}

python_packages componentize-py componentize-py==0.25.1
componentize_py=$tools/componentize-py/bin/componentize-py

wit_folder
rm -rf dist/bindings
"$componentize_py" --wit-path dist/wit --world report bindings dist/bindings
# --stub-wasi: it imports nothing of WASI. Python's own start is over by then: the component is a picture of it.
"$componentize_py" --wit-path dist/wit --world report componentize --stub-wasi --python-path src app --output "$output"
