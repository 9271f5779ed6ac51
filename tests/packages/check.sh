# shellcheck shell=bash disable=SC2034
# check.sh: what the tests of packages share: each sources this file. They run in the root of the tree after
# `make dist`, with the build folder in BUILD.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C
root=$PWD
version=$(packaging/version)
passed=0 failed=0 skipped=0
empty=$(mktemp -d) # an empty folder, as a new user has it: with nothing of the tree
trap 'rm -rf "$empty"' EXIT

check() { # check NAME COMMAND...: it ends well and prints nothing
  local output
  if output=$("${@:2}" 2>&1) && [ -z "$output" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'failed: %s\n%s\n' "$1" "$output"
  fi
}
skip() { # skip REASON
  skipped=$((skipped + 1))
  echo "skipped 1: $1"
}
equal() { # equal WHAT GOT
  [ "$1" = "$2" ] || diff <(echo "$1") <(echo "$2")
}
first_table() { # first_table EXTENSION: in the shell, README's first query gives README's first table
  equal "$("$root/docs/first_table" text)" "$(sqlite3 -batch -cmd ".load $1" -cmd '.mode column' :memory: \
    "$("$root/docs/first_table" sql)" 2>&1 | sed 's/ *$//')"
}
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}
