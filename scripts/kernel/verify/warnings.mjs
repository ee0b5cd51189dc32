// What compilers complain of, and what of it was not there before.

/**
 * @typedef {{ file: string, line: number, level: 'warning' | 'error', message: string }} Complaint
 */

const COMPILER = /^(\S+?):(\d+)(?::\d+)?: (?:fatal )?(warning|error): (.*)$/;
const OBJTOOL = /^(\S+\.o): (warning|error): (objtool: .*)$/;
const MAKE = /^make(?:\[\d+\])?: \*\*\* (?:\[[^\]]*?:\d+: )?(.*)$/;
const LINKER = /^(?:ld|\S*vmlinux\S*): .*(undefined reference|multiple definition).*$/;

/** @returns {Complaint[]} with files relative to the tree */
export function complaintsOf(output, tree) {
  const found = [];
  for (const raw of output.split('\n')) {
    const line = raw.replaceAll(`${tree}/`, '').replaceAll(/(^|\s)(?:\.\.\/)+/g, '$1');
    const compiler = COMPILER.exec(line);
    if (compiler) {
      const [, file, at, level, message] = compiler;
      found.push({ file, line: Number(at), level, message });
      continue;
    }
    const objtool = OBJTOOL.exec(line);
    if (objtool) {
      found.push({ file: objtool[1], line: 0, level: objtool[2], message: objtool[3] });
      continue;
    }
    if (LINKER.test(line)) {
      found.push({ file: 'vmlinux', line: 0, level: 'error', message: line });
      continue;
    }
    const make = MAKE.exec(line);
    // what failed has said so itself; make's own word counts where it is the only one
    if (make && /No rule to make target|Segmentation|Killed|Interrupt/.test(make[1]))
      found.push({ file: 'make', line: 0, level: 'error', message: make[1] });
  }
  return found;
}

/** One complaint, wherever in its file it is by now: lines move, and parameters are added. */
function kindOf({ file, level, message }) {
  return `${file}: ${level}: ${message.replaceAll(/\d+/g, '0')}`;
}

/**
 * Complaints that were not there before, each once. Of two of one kind, where there was one, the second is new.
 * @param {readonly Complaint[]} before
 * @param {readonly Complaint[]} after
 * @returns {Complaint[]}
 */
export function newComplaints(before, after) {
  const known = new Map();
  for (const one of unique(before)) known.set(kindOf(one), (known.get(kindOf(one)) ?? 0) + 1);
  return unique(after).filter((one) => {
    const left = known.get(kindOf(one)) ?? 0;
    if (left > 0) known.set(kindOf(one), left - 1);
    return left === 0;
  });
}

/** A header's warning is told once for each file that reads it. */
function unique(complaints) {
  return [
    ...new Map(
      complaints.map((one) => [`${one.file}:${one.line}:${one.level}:${one.message}`, one]),
    ).values(),
  ];
}

export function tellComplaint({ file, line, level, message }) {
  return `${line > 0 ? `${file}:${line}` : file}: ${level}: ${message}`;
}
