#!/bin/sh
# Compiles the kernels into kernels.ptx, or into the file that is named. Needs clang 14 with the NVPTX target (Debian: clang-14), no CUDA.
# The result is the same byte for byte on every machine, and committed: rebuild it after each change of a .cu file.
# -ffp-contract=off keeps what is rounded as it is written, whichever ptxas or driver compiles the PTX.
set -e
export LC_ALL=C
cd "$(dirname "$0")"
out=${1:-kernels.ptx}
for f in prelude.cu $(ls *.cu | grep -v '^prelude\.cu$' | sort); do cat "$f"; done |
    ${CLANG:-clang-14} -x cuda --cuda-device-only -nocudainc -nocudalib --cuda-gpu-arch=sm_60 -Xclang -target-feature -Xclang +ptx63 \
        -O2 -nostdinc -ffp-contract=off -Wall -Werror -Wno-unused-function -S - -o "$out.new"
if grep -qE '\b(atom|red|call)[. ]|\.func|\.extern|\.local' "$out.new"; then
    echo "build.sh: the PTX has atomics, calls or local memory, which kernels must not have:" >&2
    grep -nE '\b(atom|red|call)[. ]|\.func|\.extern|\.local' "$out.new" >&2
    rm "$out.new"
    exit 1
fi
mv "$out.new" "$out"
