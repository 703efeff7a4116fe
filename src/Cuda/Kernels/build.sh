#!/bin/sh
# Compiles the kernels of all folders beside this one into kernels.ptx, or into the file that is named. Needs clang 14 with the NVPTX target (Debian: clang-14), no CUDA.
# The result is the same byte for byte on every machine, and committed: rebuild it after each change of a .cu file.
# -ffp-contract=off keeps what is rounded as it is written, whichever ptxas or driver compiles the PTX.
set -e
export LC_ALL=C
case ${1:-} in "") out=kernels.ptx ;; /*) out=$1 ;; *) out=$PWD/$1 ;; esac
cd "$(dirname "$0")"
{ cat prelude.cu; find .. -name '*.cu' ! -name prelude.cu | sort | xargs cat; } |
    ${CLANG:-clang-14} -x cuda --cuda-device-only -nocudainc -nocudalib --cuda-gpu-arch=sm_60 -Xclang -target-feature -Xclang +ptx63 \
        -O2 -nostdinc -ffp-contract=off -Wall -Werror -Wno-unused-function -S - -o "$out.raw"
# Where clang puts the address of the arguments into a register first, fields are read by name instead, as everywhere else.
awk '
    /^\.visible \.entry/ { delete argument }
    /^\tmov\.[bu]64 \t%rd[0-9]+, [a-z0-9_]+;$/ && $3 ~ /_param_0;$/ { argument[substr($2, 1, length($2) - 1)] = substr($3, 1, length($3) - 1); next }
    /^\tmov\.u64 \t%rd[0-9]+, %rd[0-9]+;$/ && (substr($3, 1, length($3) - 1) in argument) {
        argument[substr($2, 1, length($2) - 1)] = argument[substr($3, 1, length($3) - 1)]; next }
    /^\tld\.param/ && match($0, /\[%rd[0-9]+/) {
        register = substr($0, RSTART + 1, RLENGTH - 1)
        if (register in argument) $0 = substr($0, 1, RSTART) argument[register] substr($0, RSTART + RLENGTH) }
    { print }' "$out.raw" > "$out.new"
rm "$out.raw"
forbidden='(^|[^a-z_])(atom|red|call)[. ]|\.func|\.extern|\.local|ld\.param[^[]*\[%'
if grep -qE "$forbidden" "$out.new"; then
    echo "build.sh: the PTX has atomics, calls, local memory or addresses of arguments, which kernels must not have:" >&2
    grep -nE "$forbidden" "$out.new" >&2
    rm "$out.new"
    exit 1
fi
mv "$out.new" "$out"
