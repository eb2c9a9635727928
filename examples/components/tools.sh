# What the build scripts share: where tools are found, and how they are installed where they are missing. To be sourced.
#
#   NO_INSTALL=1      installs nothing: a script whose tools are missing says what it needs and exits 77
#   TOOLS_FOLDER=DIR  where tools are installed that have no place of their own
set -euo pipefail
# A command that fails within $(…) ends the script too. Unknown to bash before 4.4.
shopt -s inherit_errexit 2>/dev/null || true

components=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$components/../.." && pwd)
tools=${TOOLS_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/scheduler-components/tools}

# A checkout has the tools of npm already; elsewhere npx brings the same versions.
export PATH="$repository/node_modules/.bin:$PATH"

# Ends a script whose tools are missing: build:examples and the tests tell 77 from a failure.
missing() {
  printf '%s: needs %s\n' "$(basename "$PWD")" "$1" >&2
  exit 77
}

may_install() { [[ ${NO_INSTALL:-} != 1 ]] || missing "$1"; }

# npm_tool PROGRAM PACKAGE@VERSION ARGUMENTS…
npm_tool() {
  local program=$1 package=$2
  shift 2
  if [[ -n $(type -P "$program") ]]; then
    command "$program" "$@"
  else
    may_install "$package (npm)"
    npx -y -p "$package" "$program" "$@"
  fi
}

jco() { npm_tool jco @bytecodealliance/jco@1.34.0 "$@"; }
esbuild() { npm_tool esbuild esbuild@0.28.2 "$@"; }
componentize_qjs() { npm_tool componentize-qjs componentize-qjs@0.4.5 "$@"; }

# Of TypeScript the declared types of the world are checked too, where it is at hand.
check_types() {
  if command -v tsc >/dev/null; then tsc --noEmit -p .; fi
}

# python_packages FOLDER PACKAGE==VERSION…: a virtual environment of its own for each tool.
python_packages() {
  local venv=$tools/$1
  shift
  if [[ ! -e $venv/complete ]]; then
    may_install "$* (pip)"
    [[ -n $(type -P python3) ]] || missing "python3"
    rm -rf "$venv"
    # Everything that says how it goes says it on stderr: a caller may read what a script prints.
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "$@" && touch "$venv/complete"; } >&2
  fi
}

# apt_packages PROGRAM PACKAGE…: installed where the program is not found.
apt_packages() {
  local program=$1
  shift
  if command -v "$program" >/dev/null && dpkg -s "$@" >/dev/null 2>&1; then return; fi
  may_install "$* (apt)"
  command -v apt-get >/dev/null || missing "$* (apt, which is not here)"
  local root=()
  if [[ $(id -u) != 0 ]]; then
    [[ -n $(type -P sudo) ]] || missing "$* (apt, by root)"
    root=(sudo)
  fi
  { "${root[@]}" apt-get update && "${root[@]}" apt-get install -y --no-install-recommends "$@"; } >&2
}

# cargo_program PROGRAM CRATE VERSION FLAGS…: prints where the program is; built by cargo where none of that version is at hand.
cargo_program() {
  local program=$1 crate=$2 version=$3 path
  shift 3
  for path in "$(command -v "$program" || true)" "$tools/cargo/bin/$program"; do
    if [[ -x $path && " $("$path" --version) " == *" $version "* ]]; then
      printf '%s\n' "$path"
      return
    fi
  done
  may_install "$crate $version (cargo)"
  command -v cargo >/dev/null || missing "$crate $version (cargo, which is not here)"
  cargo install --quiet --root "$tools/cargo" "$crate" --version "$version" "$@" >&2
  printf '%s\n' "$tools/cargo/bin/$program"
}

# The folder of jco, which brings the WIT of WASI along.
jco_folder() {
  local folder=$repository/node_modules/@bytecodealliance/jco
  if [[ ! -d $folder ]]; then
    may_install "@bytecodealliance/jco@1.34.0 (npm)"
    folder=$(npx -y -p @bytecodealliance/jco@1.34.0 sh -c 'dirname "$(dirname "$(realpath "$(command -v jco)")")"')
  fi
  printf '%s\n' "$folder"
}

# wit_folder: into dist/wit the world in wit/, and below `deps` all that it refers to, as every tool expects it. With `http` also
# what a world with `client` refers to.
wit_folder() {
  rm -rf dist/wit
  mkdir -p dist/wit/deps
  cp wit/world.wit dist/wit/
  cp -r "$repository/wit/executor" "$repository/wit/core-libs" dist/wit/deps/
  if [[ ${1:-} == http ]]; then
    cp -r "$repository/wit/actions-http" dist/wit/deps/
    cp -r "$(jco_folder)"/lib/wit/builtin/0.2.12/* dist/wit/deps/
  fi
}
