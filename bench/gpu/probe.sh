#!/usr/bin/env bash
# What a machine offers to bindings of CUDA: where libcuda, libcublas, libcudnn* and libnvrtc lie, their sonames and versions, which of the calls
# that we mean to bind they export, and the versions of glibc and nvcc. Prints Markdown, and writes it to $OUT/probe.md where OUT is set.
#
#   bash probe.sh [FOLDER…]      FOLDERs are searched first, then the usual places
#
# Needs bash, awk and coreutils. Symbols are read by nm, else readelf, else by asking the dynamic loader through Python; PROBE_READER names one of them.
# A machine without CUDA gets 'not found' and exit code 0: that is an answer too. Exits with 1 if a library was found whose symbols cannot be read.
set -u -o pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
calls=$here/probe-calls.txt
[ -r "$calls" ] || { echo "probe.sh: $calls: not found; it lists the calls to look for" >&2; exit 2; }
shopt -s nullglob

have() { command -v "$1" >/dev/null 2>&1; }

python=
for name in python3 python; do
    if have "$name"; then python=$name; break; fi
done

reader=${PROBE_READER:-}
if [ -z "$reader" ]; then
    reader=none
    if have nm; then reader="nm"; elif have readelf; then reader="readelf"; elif [ -n "$python" ]; then reader="loader"; fi
fi
case $reader in nm | readelf | loader | none) ;; *) echo "probe.sh: PROBE_READER: expected nm, readelf or loader, found $reader" >&2; exit 2 ;; esac

# Folders, most telling first: the arguments, what the loader searches, toolkits, then every Python's packages (wheels put libraries there).
folders() {
    printf '%s\n' "$@"
    tr ':' '\n' <<<"${LD_LIBRARY_PATH:-}"
    local ldconfig=ldconfig
    have ldconfig || ldconfig=/sbin/ldconfig
    if have "$ldconfig"; then
        "$ldconfig" -p 2>/dev/null | awk '/lib(cuda|cublas|cublasLt|cudnn[_a-z]*|nvrtc[-a-z]*)\.so/ { sub(/\/[^\/]*$/, "", $NF); print $NF }'
    fi
    local root
    for root in "${CUDA_HOME:-}" "${CUDA_PATH:-}" /usr/local/cuda /usr/local/cuda-* /opt/cuda /usr/local/nvidia; do
        [ -n "$root" ] && printf '%s\n' "$root"/lib64 "$root"/lib "$root"/targets/*/lib
    done
    printf '%s\n' /usr/lib64 /usr/lib /usr/lib/*-linux-gnu /usr/lib/wsl/lib /usr/local/lib /run/opengl-driver/lib
    python_folders
}

python_folders() {
    local seen="" interpreter program
    for interpreter in python3 python /opt/*/bin/python3 /opt/*/.venv/bin/python3 "${HOME:-/nonexistent}"/*/bin/python3; do
        have "$interpreter" || continue
        program=$(command -v "$interpreter")
        case $seen in *"|$program|"*) continue ;; esac
        seen="$seen|$program|"
        # Namespace packages (nvidia), torch and cupy keep shared libraries in folders of their own below site-packages.
        "$interpreter" - <<'PY'
import os, site, sys
roots = [p for p in sys.path + site.getsitepackages() + [site.getusersitepackages()] if p and os.path.isdir(p)]
for root in dict.fromkeys(map(os.path.realpath, roots)):
    for package in ("nvidia", "torch", "cupy", "tensorrt_libs"):
        for folder, below, files in os.walk(os.path.join(root, package)):
            if any(f.startswith(("libcuda.so", "libcublas", "libcudnn", "libnvrtc")) for f in files):
                print(folder)
PY
    done
}

# Each library once: two names of one file are one library.
libraries() {
    local folder file real kind
    declare -A seen=()
    while IFS= read -r folder; do
        [ -d "$folder" ] || continue
        for file in "$folder"/libcuda.so* "$folder"/libcublas.so* "$folder"/libcublasLt.so* "$folder"/libcudnn*.so* "$folder"/libnvrtc.so* \
            "$folder"/stubs/libcuda.so*; do
            [ -f "$file" ] || continue
            real=$(readlink -f "$file")
            [ -n "${seen[$real]:-}" ] && continue
            seen[$real]=1
            kind=${file##*/lib}
            kind=${kind%%.so*}
            case $file in */stubs/*) kind=$kind-stub ;; esac
            printf '%s\t%s\n' "$kind" "$real"
        done
    done
}

soname() {
    local found=
    if have readelf; then
        found=$(readelf -d -W "$1" 2>/dev/null | awk -F '[][]' '/SONAME/ { print $2 }')
    elif have objdump; then
        found=$(objdump -p "$1" 2>/dev/null | awk '$1 == "SONAME" { print $2 }')
    else
        found="unknown: no readelf, no objdump"
    fi
    printf '%s' "${found:-none}"
}

# The version that the library itself reports. In a process of its own: a library that cannot be loaded here must not end the probe.
version() {
    case $1 in cudnn_*) printf '–'; return ;; esac # parts of cuDNN: of the version of libcudnn beside them
    [ -n "$python" ] || { printf 'unknown: no Python'; return; }
    local run=("$python")
    have timeout && run=(timeout 60 "$python")
    "${run[@]}" - "$1" "$2" 2>&1 <<'PY' || printf 'asking for it failed'
import ctypes, sys
kind, path = sys.argv[1:]
try:
    lib = ctypes.CDLL(path)
    a, b, c = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    if kind == "cudnn":
        lib.cudnnGetVersion.restype = ctypes.c_size_t
        v = lib.cudnnGetVersion()
        print(f"{v // 10000}.{v // 100 % 100}.{v % 100}" if v >= 90000 else f"{v // 1000}.{v // 100 % 10}.{v % 100}", end="")
    elif kind in ("cublas", "cublasLt"):
        get = getattr(lib, kind + "GetProperty")
        codes = [get(i, ctypes.byref(x)) for i, x in enumerate((a, b, c))]
        print(f"failed: error {max(codes)}" if any(codes) else f"{a.value}.{b.value}.{c.value}", end="")
    elif kind == "nvrtc":
        code = lib.nvrtcVersion(ctypes.byref(a), ctypes.byref(b))
        print(f"failed: error {code}" if code else f"{a.value}.{b.value}", end="")
    else:
        code = lib.cuDriverGetVersion(ctypes.byref(a))
        print(f"failed: error {code}" if code else f"CUDA up to {a.value // 1000}.{a.value % 1000 // 10}", end="")
except (OSError, AttributeError) as problem:
    print("not loadable: " + " ".join(str(problem).split()).replace("|", "/")[:120], end="")
PY
}

# Names of dynamic symbols that a library defines, without their versions (cublasSgemm_v2@@libcublas.so.13). Fails if they cannot be read.
exports() {
    case $reader in # the first two need not load the library
    nm) nm -D --defined-only "$1" | awk '{ sub(/@.*/, "", $NF); print $NF }' ;;
    readelf) readelf --dyn-syms -W "$1" | awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" { sub(/@.*/, "", $8); print $8 }' ;;
    loader)
        # The loader also finds what the library's dependencies export, so this says what binding by name would find.
        "$python" - "$1" "$calls" <<'PY'
import ctypes, sys
lib = ctypes.CDLL(sys.argv[1])
for line in open(sys.argv[2]):
    for name in line.split("#")[0].split()[1:]:
        if hasattr(lib, name):
            print(name)
PY
        ;;
    *) echo "neither nm nor readelf nor Python found" >&2; return 1 ;;
    esac
}

# Versions of the packages that brought libraries, as Python knows them.
packages() {
    [ -n "$python" ] || { echo "unknown: no Python"; return; }
    "$python" - <<'PY'
import importlib.metadata, re
wanted = re.compile(r"(nvidia-(cublas|cudnn|cuda-nvrtc|cuda-runtime)|torch$|torchvision$|cupy)", re.I)
found = {f"{d.metadata['Name']} {d.version}" for d in importlib.metadata.distributions() if wanted.match(d.metadata["Name"] or "")}
print(", ".join(sorted(found)) or "not found")
PY
}

first_line() { "$@" 2>&1 | head -n 1; }

glibc() {
    if have getconf && getconf GNU_LIBC_VERSION 2>/dev/null; then return; fi
    if have ldd; then first_line ldd --version; else echo "not found"; fi
}

nvcc_version() {
    local nvcc
    for nvcc in nvcc "${CUDA_HOME:-/nowhere}/bin/nvcc" /usr/local/cuda/bin/nvcc /usr/local/cuda-*/bin/nvcc; do
        if have "$nvcc"; then
            printf '%s (%s)\n' "$("$nvcc" --version | awk '/release/ { print; exit }')" "$(command -v "$nvcc")"
            return
        fi
    done
    echo "not found"
}

device() {
    if have nvidia-smi; then
        nvidia-smi --query-gpu=name,driver_version,memory.total,compute_cap --format=csv,noheader 2>&1 | head -n 8 | paste -s -d ';'
    else
        echo "nvidia-smi not found"
    fi
}

# libcudnn answers cudnn, cudnn_ops, cudnn_cnn and so on; the driver's stub is no driver.
serves() { case $1 in "$2") true ;; cudnn_*) [ "$2" = cudnn ] ;; *) false ;; esac; }

report() {
    local kind path name group i list work
    work=$(mktemp -d) || return 1
    # shellcheck disable=SC2064 # now: the name is local
    trap "rm -rf '$work'" EXIT
    echo "| | |"
    echo "| --- | --- |"
    echo "| date | $(date -u '+%Y-%m-%d %H:%M UTC') |"
    echo "| device | $(device) |"
    echo "| system | $(uname -srm) |"
    echo "| glibc | $(glibc) |"
    echo "| nvcc | $(nvcc_version) |"
    echo "| Python packages | $(packages) |"
    echo "| symbols read by | $reader |"
    echo
    folders "$@" | awk '!seen[$0]++' | libraries >"$work/list"

    echo "| library | soname | version | file |"
    echo "| --- | --- | --- | --- |"
    i=0
    while IFS=$'\t' read -r kind path; do
        i=$((i + 1))
        printf '| %s | %s | %s | %s |\n' "$kind" "$(soname "$path")" "$(version "${kind%-stub}" "$path" </dev/null)" "$path"
        exports "$path" >"$work/$i.names" 2>"$work/$i.error" || echo "$path: symbols not read: $(head -n 1 "$work/$i.error")" >>"$work/problems"
        # Several copies of one library that export the same are one entry below.
        printf '%s\t%s\t%s\n' "$i" "$kind" "$(basename "$path")" >>"$work/index"
    done <"$work/list"
    for name in cuda cublas cublasLt cudnn nvrtc; do
        awk -F '\t' -v n="$name" '$1 == n { found = 1 } END { exit !found }' "$work/list" || printf '| %s | not found | | |\n' "$name"
    done
    if [ -s "$work/problems" ]; then
        echo
        sed 's/^/- failed: /' "$work/problems"
    fi

    while read -r group list; do
        case $group in '' | '#'*) continue ;; esac
        name=${group%%:*}
        echo
        group=${group/:/: }
        echo "**${group//,/, }**"
        echo
        if awk -F '\t' -v n="$name" '$1 == n || $1 ~ "^" n "_" { found = 1 } END { exit !found }' "$work/list"; then
            groups_of_exporters "$name" "$list" "$work"
        else
            printf -- '- lib%s not found, so none of: %s\n' "$name" "$list"
        fi
    done <"$calls"
    [ ! -s "$work/problems" ]
}

# For each set of files that export the same calls, one line; then what no file exports.
groups_of_exporters() {
    local library=$1 call i kind file where
    touch "$3/index"
    for call in $2; do
        where=
        while IFS=$'\t' read -r i kind file; do
            if serves "$kind" "$library" && grep -qxF -- "$call" "$3/$i.names"; then
                case " $where " in *" $file "*) ;; *) where="$where $file" ;; esac
            fi
        done <"$3/index"
        printf '%s\t%s\n' "${where:- exported by none}" "$call"
    done | awk -F '\t' '
        !($1 in calls) { order[++n] = $1 }
        { calls[$1] = calls[$1] " " $2; count[$1]++ }
        END { for (i = 1; i <= n; i++) printf "-%s (%d):%s\n", order[i], count[order[i]], calls[order[i]] }'
}

if [ -n "${OUT:-}" ]; then
    report "$@" | tee "$OUT/probe.md"
else
    report "$@"
fi
