#!/usr/bin/env bash
# Checks probe.sh on libraries made here: small ones that export some of the names. Needs gcc; no CUDA.
set -u -o pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

expect() { # what, file, pattern
    if grep -qE -- "$3" "$2"; then echo "ok     $1"; else echo "FAILED $1: no line matches: $3"; failed=$((failed + 1)); fi
}

expect_code() { # what, found, expected
    if [ "$2" = "$3" ]; then echo "ok     $1"; else echo "FAILED $1: expected exit code $3, found $2"; failed=$((failed + 1)); fi
}

mkdir "$work/lib" "$work/broken" "$work/bin"
library() { # file, soname, further arguments of gcc; source from standard input
    gcc -shared -fPIC -x c -o "$work/lib/$1" "-Wl,-soname,$2" - "${@:3}" || exit 2
}
library libcudnn.so.9.13.0 libcudnn.so.9 <<'C'
#include <stddef.h>
size_t cudnnGetVersion(void) { return 91300; }
int cudnnGetConvolutionForwardWorkspaceSize(void) { return 0; }
int cudnnConvolutionForward(void) { return 0; }
extern int cudnnGetConvolutionForwardAlgorithm_v7(void) __attribute__((weak)); /* used, not defined: must not count as exported */
int uses(void) { return cudnnGetConvolutionForwardAlgorithm_v7 ? cudnnGetConvolutionForwardAlgorithm_v7() : 0; }
static int cudnnSetTensor4dDescriptorEx(void) { return 0; }
int keeps(void) { return cudnnSetTensor4dDescriptorEx(); }
C
ln -s libcudnn.so.9.13.0 "$work/lib/libcudnn.so.9"
library libcudnn_ops.so.9 libcudnn_ops.so.9 <<<'int cudnnConvolutionBackwardData(void) { return 0; } int cudnnGetConvolutionForwardWorkspaceSize(void) { return 0; }'
echo 'libcublas.so.13 { global: cublas*; };' >"$work/map"
library libcublas.so.13 libcublas.so.13 "-Wl,--version-script=$work/map" <<'C'
int cublasSgemm_v2(void) { return 0; }
int cublasGetProperty(int what, int *value) { *value = 13 - what; return 0; }
C
library libcuda.so.580.1 libcuda.so.1 <<<'int cuDriverGetVersion(int *v) { *v = 13000; return 0; } int cuGraphLaunch(void) { return 0; }'
library libnvrtc.so.13 libnvrtc.so.13 <<<'int nvrtcVersion(int *a, int *b) { *a = 13; *b = 2; return 7; }'

checks() { # reader
    OUT=$work PROBE_READER=$1 bash "$here/probe.sh" "$work/lib" >"$work/$1" 2>&1
    expect_code "$1: exit code" $? 0
    expect "$1: one row for a file with two names" <(grep -c '^| cudnn |' "$work/$1") '^1$'
    expect "$1: cuDNN's soname and version" "$work/$1" '^\| cudnn \| libcudnn\.so\.9 \| 9\.13\.0 \| .*/libcudnn\.so\.9\.13\.0 \|$'
    expect "$1: cuBLAS's version" "$work/$1" '^\| cublas \| libcublas\.so\.13 \| 13\.12\.11 \|'
    expect "$1: the driver's version" "$work/$1" '^\| cuda \| libcuda\.so\.1 \| CUDA up to 13\.0 \|'
    expect "$1: an error code of a version call" "$work/$1" '^\| nvrtc \| libnvrtc\.so\.13 \| failed: error 7 \|'
    expect "$1: exported by one part of cuDNN" "$work/$1" '^- libcudnn_ops\.so\.9 \(1\): cudnnConvolutionBackwardData$'
    expect "$1: exported by two parts" "$work/$1" '^- libcudnn\.so\.9\.13\.0 libcudnn_ops\.so\.9 \(1\): cudnnGetConvolutionForwardWorkspaceSize$'
    expect "$1: used but not defined" "$work/$1" '^- exported by none \(1\): cudnnGetConvolutionForwardAlgorithm_v7$'
    expect "$1: static" "$work/$1" '^- exported by none .*cudnnSetTensor4dDescriptorEx'
    expect "$1: a symbol with a version" "$work/$1" '^- libcublas\.so\.13 \(1\): cublasSgemm_v2$'
    expect "$1: no name is taken for another that it begins" "$work/$1" '^- exported by none .* cublasSgemmStridedBatched'
    expect "$1: graph calls" "$work/$1" '^- libcuda\.so\.580\.1 \(1\): cuGraphLaunch$'
    expect "$1: nothing is missing from \$OUT" <(cmp "$work/$1" "$work/probe.md" && echo same) '^same$'
}
checks nm
checks readelf
checks loader

# What is there decides, when nothing is asked for: a PATH with the least the probe needs, then with Python, then with readelf.
for tool in bash awk tr sed grep head paste mktemp rm readlink basename dirname uname date cat cmp tee; do
    ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
PATH=$work/bin bash "$here/probe.sh" "$work/lib" >"$work/bare" 2>&1
expect_code "no reader: exit code" $? 1
expect "no reader: said" "$work/bare" 'failed: .*libcuda.*symbols not read: neither nm nor readelf nor Python found'
expect "no reader: versions" "$work/bare" '^\| cudnn \| unknown: no readelf, no objdump \| unknown: no Python \|'
expect "no reader: glibc" "$work/bare" '^\| glibc \| not found \|'
printf '#!/bin/sh\nexec %s "$@"\n' "$(python3 -c 'import sys; print(sys.executable)')" >"$work/bin/python3"
chmod +x "$work/bin/python3"
PATH=$work/bin bash "$here/probe.sh" "$work/lib" >"$work/python" 2>&1
expect_code "Python alone: exit code" $? 0
expect "Python alone: chosen" "$work/python" '^\| symbols read by \| loader \|'
ln -s "$(command -v readelf)" "$work/bin/readelf"
PATH=$work/bin bash "$here/probe.sh" "$work/lib" >"$work/elf" 2>&1
expect "readelf: chosen" "$work/elf" '^\| symbols read by \| readelf \|'

echo "not a library" >"$work/broken/libcudnn.so.9"
bash "$here/probe.sh" "$work/broken" >"$work/text" 2>&1
expect_code "a file that is no library: exit code" $? 1
expect "a file that is no library: said" "$work/text" '^- failed: .*broken/libcudnn\.so\.9: symbols not read: '
expect "a file that is no library: version" "$work/text" '^\| cudnn \| none \| not loadable: '

PROBE_READER="strings" bash "$here/probe.sh" >"$work/asked" 2>&1
expect_code "an unknown reader: exit code" $? 2
expect "an unknown reader: said" "$work/asked" 'expected nm, readelf or loader, found strings'

env -i PATH="$PATH" bash "$here/probe.sh" "$work/lib" >"$work/empty" 2>"$work/errors"
expect_code "an empty environment: exit code" $? 0
expect_code "an empty environment: bytes on standard error" "$(wc -c <"$work/errors")" 0

# On a machine that has CUDA, there is no such thing to see.
bash "$here/probe.sh" >"$work/here" 2>&1
if grep -q '^| cuda | not found' "$work/here"; then
    expect "without CUDA: the calls" "$work/here" '^- libcuda not found, so none of: .*cuGraphLaunch'
else
    echo "skip   without CUDA: this machine has a driver"
fi

if [ "$failed" = 0 ]; then echo "all hold"; else echo "$failed failed"; fi
[ "$failed" = 0 ]
