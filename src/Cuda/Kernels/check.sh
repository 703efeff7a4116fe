#!/bin/sh
# Asks ptxas what it makes of kernels.ptx: a table of registers and of spilled bytes for each kernel and architecture. Fails on a spill.
# ptxas is no dependency. It is looked for in PTXAS, on the path, and in CUDA's folders; Debian's non-free nvidia-cuda-toolkit, unpacked
# with dpkg -x into a temporary folder, is enough.
set -e
export LC_ALL=C
cd "$(dirname "$0")"
ptxas=${PTXAS:-}
for p in "$(command -v ptxas)" /usr/local/cuda*/bin/ptxas; do
    [ -z "$ptxas" ] && [ -x "$p" ] && ptxas=$p
done
if [ -z "$ptxas" ]; then
    echo "check.sh: no ptxas in PTXAS, on the path, or in /usr/local/cuda*/bin" >&2
    exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for arch in 60 75 80 90; do
    "$ptxas" -v -arch=sm_$arch kernels.ptx -o "$work/$arch.cubin" 2> "$work/$arch.txt"
done
"$ptxas" --version | tail -1
echo
echo "| kernel | sm_60 | sm_75 | sm_80 | sm_90 | bytes spilled |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
kernels=$(sed -n 's/^\.visible \.entry \([a-z0-9_]*\).*/\1/p' kernels.ptx | sort)
for kernel in $kernels; do
    line="| \`$kernel\` |"
    spilled=0
    for arch in 60 75 80 90; do
        registers=$(awk -v k="'$kernel'" '/Compiling entry/ { on = index($0, k) } on && /Used/ { for (i = 1; i < NF; i++) if ($i == "Used") print $(i + 1) }' "$work/$arch.txt")
        bytes=$(awk -v k="$kernel" '/Function properties for/ { on = $NF == k } on && /spill/ { print $5 + $9 + $1; on = 0 }' "$work/$arch.txt")
        line="$line ${registers:-?} |"
        spilled=$((spilled + ${bytes:-0}))
    done
    echo "$line $spilled |"
    [ "$spilled" = 0 ] || failed=1
done
[ -z "$failed" ] || { echo "check.sh: a kernel spills registers" >&2; exit 1; }
