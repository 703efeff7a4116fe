#!/usr/bin/env bash
# Everything that a GPU has to say about this repository, in one command of at most 10 minutes: what the machine has (probe.sh), what ours computes and needs
# (device-check), and what PyTorch needs (peers.py). Outputs go to $OUT, else to the current folder. The program is published before, where .NET is:
#
#   dotnet publish tools/device-check -c Release -o artifacts/device-check
#   bash bench/gpu/all.sh [FOLDER]      FOLDER: where the published program is, if not in artifacts/device-check
#
# Exits with 1 if one of the three did not end with 0, and with 2 if it could not begin.
set -u -o pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${1:-$here/../../artifacts/device-check}/device-check
export OUT=${OUT:-$PWD}
export PYTHONUNBUFFERED=1
mkdir -p "$OUT" || exit 2
if [ ! -x "$program" ]; then
    echo "all.sh: $program: not found; publish it first: dotnet publish tools/device-check -c Release -o artifacts/device-check" >&2
    exit 2
fi

total=585 # seconds, for all three
left() { echo $((total - SECONDS)); }
least() { echo $(($1 < $2 ? $1 : $2)); }

failed=0
step() { # name, seconds after which it is ended, command: what it wrote by then is kept
    local name=$1 limit=$2 begin=$SECONDS code
    shift 2
    echo "== $name"
    timeout --kill-after=5 "$limit" "$@" 2>"$OUT/$name.errors"
    code=$?
    echo "== $name: exit code $code after $((SECONDS - begin)) s"
    if [ "$code" -ne 0 ]; then
        failed=$((failed + 1))
        tail -n 20 "$OUT/$name.errors"
    fi
    [ -s "$OUT/$name.errors" ] || rm -f "$OUT/$name.errors"
}

step probe 40 bash "$here/probe.sh"
step device-check 325 "$program" --budget 300
step peers "$(left)" python3 "$here/peers.py" --budget "$(least 240 $(($(left) - 20)))"
echo "== all: $SECONDS s, $failed of 3 failed"
[ "$failed" -eq 0 ]
