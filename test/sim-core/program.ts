import type { Instruction, Operation, Program } from '../../sim-core/slice/program.ts';

/**
 * A program in short: a line is `label: operation | where a false test goes`; label and target where
 * needed, `end` is the end. Line n of the text is line n of `mm/path.c`.
 */
export function program(text: string, given: Partial<Program['given']> = {}): Program {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const parsed = lines.map((line) => /^(?:(\w+):\s*)?([\w-]+)(?:\s*\|\s*(\w+))?(?:\s*"(.*)")?$/.exec(line));
  const labels = new Map(parsed.map((match, index) => [match?.[1] ?? `line ${index}`, index]));
  const instructions = parsed.map((match, index): Instruction => {
    const target = match?.[3];
    const otherwise = target === 'end' ? lines.length : labels.get(target ?? '');
    if (!match || (target && otherwise === undefined)) throw new Error(`cannot read ${lines[index]}`);
    return {
      op: match[2] as Operation,
      at: { file: 'mm/path.c', line: index + 1 },
      fn: match[2] ?? '',
      text: match[4] ?? lines[index] ?? '',
      via: ['path'],
      ...(otherwise === undefined ? {} : { otherwise }),
    };
  });
  return {
    version: 1,
    entry: 'path',
    at: { file: 'mm/path.c', line: 1 },
    release: null,
    given: { page: false, referenced: false, locked: false, why: [], ...given },
    instructions,
    leftOut: [],
  };
}
