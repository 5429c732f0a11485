#!/bin/sh
# Pins every .in file here, hashed, in the .txt beside it. First argument: pip-compile; the rest is passed on to it.
# No registry's address and no path of this machine is written. Run on Python 3.11, the oldest that Havn serves.
set -eu
cd "$(dirname "$0")"
compile=$1
shift

pin() {
    name=$1
    shift
    "$compile" --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
        --no-emit-find-links "$@" --output-file "$name.txt" "$name.in"
    { echo "# Pinned by \`make lock\` from $name.in. Do not edit."; grep -v '^# Pinned by' "$name.txt"; } > "$name.new"
    mv "$name.new" "$name.txt"
}

for name in run test bench build lock; do
    pin "$name" "$@"
done

# The same aiogram, but its source distribution: that carries the Bot API's schema, which the tests read.
{
    echo "# Pinned by \`make lock\`: the aiogram of run.txt, fetched as a source distribution for its Bot API schema."
    sed -n '/^aiogram==/,/^ *# via/p' run.txt | grep -v '# via' | sed '$ s/ \\$//'
} > botapi.txt
