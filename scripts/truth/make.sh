#!/bin/sh
# make.sh TREE OUT [PATH…]: what clang says of every member named `mapping` in a kernel tree.
#
# Configures TREE for allmodconfig in OUT/build (the tree itself is left alone), reads every .c file
# below the PATHs (default: all) whose text names the member, and those that hold the code of trace
# points. OUT/mapping.jsonl gets one line for each place: member, file, line, col, record, kind,
# function. OUT/failed.txt lists files that this configuration does not build. One to two seconds a
# file; rows of earlier runs stay, so more PATHs can follow.
#
# Needs clang with its headers for plugins, flex, bison, bc, libelf-dev (Debian: clang
# libclang-14-dev llvm-14-dev flex bison bc libelf-dev). MEMBERS names other members, one file of
# rows for each; LLVM names another version than 14.
set -eu
if [ $# -lt 2 ]; then
  echo "usage: scripts/truth/make.sh TREE OUT [PATH...]" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$1" && pwd)
mkdir -p "$2/build"
out=$(cd "$2" && pwd)
shift 2
members=${MEMBERS:-mapping}
llvm=${LLVM:-14}
unset MEMBERS LLVM

if [ "$here/members.cc" -nt "$out/members.so" ]; then
  # shellcheck disable=SC2046 # flags are words
  "clang++-$llvm" -shared -fPIC -O1 -fno-rtti -w $("llvm-config-$llvm" --cxxflags) "$here/members.cc" -o "$out/members.so"
fi

arguments=
for member in $members; do arguments="$arguments -Xclang -plugin-arg-members -Xclang $member"; done

# A compiler that reads sources with the plugin and leaves an empty object in their place, once it
# is told where to write its rows; until then it is clang, because the build compiles its own tools.
cat > "$out/cc" <<CC
#!/bin/sh
for source; do :; done
case "\${TRUTH_ROWS:+rows} \$* " in
  rows*" -c "*.c" ")
    case "\$source" in */scripts/*|scripts/*) exec clang-$llvm "\$@" ;; esac
    clang-$llvm "\$@" -w -fsyntax-only -fplugin="$out/members.so" -Xclang -plugin -Xclang members $arguments || exit 1
    while [ \$# -gt 1 ]; do [ "\$1" = -o ] && object=\$2; shift; done
    clang-$llvm -c -x c /dev/null -o "\$object" ;;
  *) exec clang-$llvm "\$@" ;;
esac
CC
chmod +x "$out/cc"

build() { make -C "$tree" O="$out/build" CC="$out/cc" HOSTCC=gcc "$@"; }

if [ ! -e "$out/prepared" ]; then
  build allmodconfig > "$out/config.log" 2>&1
  # objects are empty: nothing may look into them
  "$tree/scripts/config" --file "$out/build/.config" -d MODVERSIONS -d WERROR -d DEBUG_INFO_BTF -d TRIM_UNUSED_KSYMS
  build olddefconfig >> "$out/config.log" 2>&1
  build prepare > "$out/prepare.log" 2>&1
  touch "$out/prepared"
fi

cd "$tree"
named=$(echo "$members" | tr -s ' ' '|')
grep -rlE --include='*.c' "(->|\.)[[:space:]]*($named)\b|^#[[:space:]]*define CREATE_TRACE_POINTS" "${@:-.}" \
  | sed 's,^\./,,' | grep -vE '^(tools|samples|scripts|usr|Documentation)/|^arch/[^x]' | sort > "$out/sources.txt"
objects=$(sed 's/c$/o/' "$out/sources.txt")
(cd "$out/build" && echo "$objects" | xargs rm -f)
echo "$objects" | TRUTH_ROWS="$out/rows.jsonl" TRUTH_TREE="$tree" xargs -n 2000 \
  make -k -C "$tree" O="$out/build" CC="$out/cc" HOSTCC=gcc > "$out/rows.log" 2>&1 || true
for member in $members; do
  grep -F "{\"member\":\"$member\"," "$out/rows.jsonl" | sort -u > "$out/$member.jsonl" || true
  echo "$(wc -l < "$out/$member.jsonl") places in $out/$member.jsonl"
done
while read -r source; do [ -e "$out/build/${source%c}o" ] || echo "$source"; done < "$out/sources.txt" > "$out/failed.txt"
echo "$(wc -l < "$out/failed.txt") of $(wc -l < "$out/sources.txt") sources not built: $out/failed.txt"
