#!/usr/bin/env bash
# C → stats.wasm. Needs clang and lld with wasi-libc (Debian's packages), wit-bindgen (built by cargo), and Node for jco.
source "$(dirname "${BASH_SOURCE[0]}")/../tools.sh"
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${1:-stats.wasm}

# The runtime library is packaged for each version of clang; this one comes with Debian's default, or with what is installed.
clang_version=$( (clang -dumpversion || apt-cache show clang | sed -n 's/^Version: [0-9]*:\([0-9]*\).*/\1/p') 2>/dev/null | head -n 1 | cut -d. -f1) || true
apt_packages clang clang lld wasi-libc "libclang-rt-${clang_version:-14}-dev-wasm32"
# A build without optimisation is there in half the time, and fast enough for one file of WIT.
wit_bindgen=$(cargo_program wit-bindgen wit-bindgen-cli 0.63.0 --locked --debug --no-default-features --features c)

wit_folder
"$wit_bindgen" c dist/wit --out-dir dist --rename-world stats > dist/bindgen.log
mv dist/stats.h dist/stats_world.h
sed -i 's/"stats.h"/"stats_world.h"/' dist/stats.c
mv dist/stats.c dist/stats_world.c

# The manifest is a file of its own, and a string of the program: C has no way to say that by itself.
{ printf 'static const char MANIFEST[] =\n' && sed 's/^ *//; s/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/"/' manifest.json && printf ';\n'; } > dist/manifest.h

# A reactor: exports that are called, no `main`. Nothing of WASI is used; if that changes, `jco new` says what it misses. The
# printing of long doubles is linked because what stands in for it writes a complaint to stderr, and so needs WASI.
clang --target=wasm32-wasi -mexec-model=reactor -std=c11 -O2 -Wall -Wextra -Werror -Idist \
  -Wl,--strip-debug,--fatal-warnings,--no-entry \
  src/*.c dist/stats_world.c dist/stats_component_type.o -lm -lc-printscan-long-double -o dist/core.wasm
jco new dist/core.wasm -o "$output"
