import type { Brackets } from './brackets.ts';
import { argumentsOf, Patches } from './scan.ts';

/**
 * Macros that define a function from `(name, type, parameter, type, parameter…)`:
 * `SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)` becomes
 * `long            read(unsigned int  fd, char * buf, size_t count)`, each word where it was.
 */
const HEAD = /^[ \t]*((?:static[ \t]+)?(?:COMPAT_)?(?:SYSCALL(?:32|64)?_DEFINE|BPF_CALL_)([0-6]))[ \t]*\(/gm;

export function maskParameterMacros(text: string, brackets: Brackets): string {
  const patches = new Patches();
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match; match = HEAD.exec(text)) {
    const open = match.index + match[0].length - 1;
    const list = argumentsOf(brackets, open);
    const name = list?.args[0];
    if (!list || !name || list.args.length < 1) continue;
    const start = match.index + match[0].search(/\S/);
    if (list.args.length === 1) {
      if (!/^\([ \t]*[A-Za-z_]\w*[ \t]*\)$/.test(text.slice(open, list.end))) continue;
      // `SYSCALL_DEFINE0(name)` has no comma to turn into a bracket: the name moves one place to make room
      patches.put(start, 'long'.padEnd(open - start));
      patches.put(open, `${text.slice(name.start, name.end)}(`.padEnd(list.end - 1 - open));
      continue;
    }
    patches.put(start, 'long'.padEnd(open + 1 - start));
    list.args.slice(0, -1).forEach((arg, i) => {
      const comma = text.indexOf(',', arg.end);
      if (i === 0) patches.put(comma, '(');
      else if (i % 2 === 1) patches.put(comma, ' ');
    });
  }
  return patches.apply(text);
}
