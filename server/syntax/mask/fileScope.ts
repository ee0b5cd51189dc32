import type { Brackets } from './brackets.ts';
import { blank, Patches, skipSpace } from './scan.ts';

/** Calls at file scope whose arguments may be types, or that may lack a semicolon. */
const KNOWN =
  /^(?:EXPORT_(?:TRACEPOINT_|STATIC_CALL_)?SYMBOL\w*|MODULE_[A-Z_]+|ALLOW_ERROR_INJECTION|NOKPROBE_SYMBOL|(?:core|device|fs|late|subsys|arch|postcore|pure|rootfs|module|early|console)_initcall(?:_sync)?|module_(?:init|exit|param\w*)|__setup(?:_param)?|early_param|core_param\w*|DEFINE_(?:RAW_)?(?:SPINLOCK|MUTEX|RWLOCK|IDR|IDA|RATELIMIT_STATE|STATIC_KEY_\w+|SHOW_ATTRIBUTE|SIMPLE_ATTRIBUTE|DEBUGFS_ATTRIBUTE|STATIC_CALL\w*)|DECLARE_(?:RWSEM|STATIC_KEY\w*|WAIT_QUEUE_HEAD|HASHTABLE)|BUILD_BUG_ON\w*|EXPORT_PER_CPU_SYMBOL\w*|TRACE_DEFINE_(?:ENUM|SIZEOF)|(?:__)?MODULE_\w+|BTF_ID\w*|BTF_SET\w*|CIFS_MODULE_\w+|MODULE_ALIAS\w*|SPDX)[ \t]*\(/gm;

/** Any other call that begins a line. */
const CALL = /^(?!(?:if|for|while|switch|return|sizeof|do|else)\b)[A-Za-z_]\w*[ \t]*\(/gm;

/** `static DEFINE_MUTEX(lock);`, and the same of each CPU: `DEFINE_PER_CPU(struct pagevec, pvec)` */
const STATIC = /^[ \t]*static[ \t]+(?=[A-Z][A-Z0-9_]*[ \t]*\()/gm;
const PER_CPU = /\b(?:DEFINE|DECLARE)_PER_CPU(?:_\w+)?[ \t]*\(/g;

/**
 * Macro calls outside functions. One without a semicolon runs into what follows: blanked, unless a
 * member is named in it. `static NAME(…);` is no declaration to a grammar: a call it can be. A
 * variable of each CPU is declared by its type and name, once the words around them are gone.
 */
export function maskFileScope(text: string, brackets: Brackets): string {
  const patches = new Patches();
  if (text.includes('_PER_CPU'))
    for (const match of text.matchAll(PER_CPU))
      maskPerCpu(text, brackets, match.index, match[0].length, patches);
  for (const match of text.matchAll(STATIC)) {
    const open = text.indexOf('(', match.index + match[0].length);
    const end = brackets.closing(open);
    if (end > 0 && text[skipSpace(text, end)] === ';') patches.put(match.index, blank(match[0]));
  }
  for (const match of text.matchAll(KNOWN)) {
    const end = brackets.closing(match.index + match[0].length - 1);
    if (end > 0) patches.blank(text, match.index, text[end] === ';' ? end + 1 : end);
  }
  for (const match of text.matchAll(CALL)) {
    const end = brackets.closing(match.index + match[0].length - 1);
    if (end < 0 || !standsAlone(text, match.index, end)) continue;
    if (!/->|\.[ \t]*[a-zA-Z_]/.test(text.slice(match.index, end))) patches.blank(text, match.index, end);
  }
  return patches.apply(text);
}

/** Between two items, with nothing behind it on its line. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (!/^[ \t]*(?:\r?\n|\/[*/]|$)/.test(text.slice(end, end + 80))) return false;
  const next = text[skipSpace(text, end)];
  if (next !== undefined && !/[\w#}]/.test(next)) return false;
  let i = start - 1;
  while (i >= 0 && /\s/.test(text[i] ?? '')) i--;
  if (i < 0 || ';})'.includes(text[i] ?? '') || (text[i] === '/' && text[i - 1] === '*')) return true;
  const before = text.slice(Math.max(0, i - 400), i + 1);
  return /^[ \t]*(?:#|\/\/)/.test(before.slice(before.lastIndexOf('\n') + 1));
}

function maskPerCpu(text: string, brackets: Brackets, at: number, length: number, patches: Patches): void {
  const open = at + length - 1;
  const end = brackets.closing(open);
  const comma = text.lastIndexOf(',', end);
  if (end < 0 || comma < open || /#[ \t]*define[ \t]+$/.test(text.slice(Math.max(0, at - 40), at))) return;
  // `int [3]` has its name in the middle
  if (!/[\w*]\s*$/.test(text.slice(Math.max(open, comma - 20), comma))) return;
  patches.blank(text, at, open + 1);
  patches.put(comma, ' ');
  patches.put(end - 1, ' ');
}
