#!/bin/sh
# Runs the steps of the Containerfile's build stage without a container engine: the same RUN lines, in a clean folder,
# with the files that .dockerignore lets through. Then tries what was installed, away from the source tree.
# Ends with status 0 when the installed Havn lists its commands, proves its content and serves its demo.
set -eu
project=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
demo=
clean_up() {
    [ -z "$demo" ] || kill -KILL "$demo" 2> /dev/null || true
    chmod -R u+w "$folder"
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# The build stage's context: .dockerignore refuses everything but the lines that begin with "!".
mkdir "$folder/source"
sed -n 's/^!//p' "$project/.dockerignore" | while read -r part; do
    mkdir -p "$folder/source/$(dirname "$part")"
    cp -R "$project/${part%/}" "$folder/source/$(dirname "$part")/"
done

# Each RUN of the first stage, its continuation lines joined, in the order of the file.
awk '/^FROM / { stage++ } stage == 1' "$project/deploy/Containerfile" |
    sed -e ':join' -e '/\\$/ { N; s/\\\n//; b join' -e '}' | sed -n 's/^RUN //p' > "$folder/steps"
[ "$(grep -c . "$folder/steps")" -ge 2 ] || { echo "no steps were found in the Containerfile" >&2; exit 1; }
PREFIX=$folder/havn
export PREFIX PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
while read -r step; do
    (cd "$folder/source" && sh -euc "$step") > "$folder/log" 2>&1 < /dev/null || { cat "$folder/log" >&2; exit 1; }
done < "$folder/steps"
rm -rf "$folder/source"

# As the image runs it: an empty data folder, nothing inherited, a read-only installation.
chmod -R a-w "$PREFIX"
mkdir -m 0700 "$folder/data"
cd "$folder/data"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
set -- env -i PATH="$PREFIX/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 HAVN_DATA="$folder/data" HAVN_PORT="$port"
"$@" havn --help > /dev/null
"$@" havn check
"$@" havn demo > "$folder/log" 2>&1 &
demo=$!
alive='import sys, urllib.request as r; r.urlopen(f"http://127.0.0.1:{sys.argv[1]}/healthz", timeout=2)'
tries=0
until python3 -c "$alive" "$port" 2> /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ] || ! kill -0 "$demo" 2> /dev/null; then
        cat "$folder/log" >&2
        exit 1
    fi
    sleep 1
done
kill -TERM "$demo"
wait "$demo"
demo=
echo "ok  the image's steps install a Havn that proves its content and serves"
