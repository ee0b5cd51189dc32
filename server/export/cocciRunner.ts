import type { PlanStage } from '../convert/header/marker.ts';

/** A POSIX script that carries a stage out with the rules beside it. */
export function runnerText(stage: PlanStage): string {
  return `#!/bin/sh
# Stage ${stage} with Coccinelle: each rule file is applied to the file that it was made for.
# usage: sh run.sh TREE     (SPATCH names another spatch; the tree is changed in place)
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
if [ $# -ne 1 ] || [ ! -d "$1" ]; then
	echo "usage: sh run.sh TREE" >&2
	exit 2
fi
spatch=\${SPATCH:-spatch}
if ! command -v "$spatch" >/dev/null 2>&1; then
	echo "run.sh: $spatch is not there; Debian has it in the package coccinelle" >&2
	exit 2
fi
cd -- "$1"
# the helpers' own files: Coccinelle adds none
if [ -s "$here/own.diff" ]; then
	patch -p1 --forward --quiet <"$here/own.diff"
fi
failed=0
tab=$(printf '\\t')
while IFS=$tab read -r rule file; do
	"$spatch" --very-quiet --no-includes --in-place --sp-file "$here/rules/$rule" "$file" </dev/null >/dev/null || {
		echo "run.sh: $rule failed" >&2
		failed=1
	}
done <"$here/files.txt"
exit $failed
`;
}
