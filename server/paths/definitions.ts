import { wordOffsets } from './regions.ts';

/** A definition found by its shape in the text, without parsing. */
export interface TextDefinition {
  readonly name: string;
  /** UTF-16 offset of the name */
  readonly offset: number;
  readonly macro: boolean;
  readonly isStatic: boolean;
}

/**
 * Where a function or function-like macro of this name is defined. Kernel style starts a definition
 * at column 0 and opens its body after the parameter list, which is enough to tell it from calls and
 * prototypes; this runs over many files, so it does not parse.
 */
export function definitionsOf(text: string, name: string): TextDefinition[] {
  const found: TextDefinition[] = [];
  for (const offset of wordOffsets(text, name)) {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const head = text.slice(lineStart, offset);
    if (/^#\s*define\s+$/.test(head)) {
      if (text.charAt(offset + name.length) === '(')
        found.push({ name, offset, macro: true, isStatic: false });
      continue;
    }
    const parameterMacro = /^[A-Z]\w*_DEFINE\w*\(\s*$/.test(head);
    if (!parameterMacro && (!/^[A-Za-z_*][\w\s*(),]*$|^$/.test(head) || /[=;]/.test(head))) continue;
    const open = parameterMacro ? text.indexOf('(', lineStart) : skipBlanks(text, offset + name.length);
    if (text.charAt(open) !== '(') continue;
    const close = closing(text, open);
    if (close < 0 || !opensBody(text, close + 1)) continue;
    found.push({ name, offset, macro: false, isStatic: isStatic(text, lineStart, head) });
  }
  return found;
}

/** The word may stand on the line above: `static int` / `name(…)`. */
function isStatic(text: string, lineStart: number, head: string): boolean {
  if (/\bstatic\b/.test(head)) return true;
  if (head.trim() !== '') return false;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart);
  return /^static\b/.test(above);
}

function skipBlanks(text: string, at: number): number {
  while (/\s/.test(text.charAt(at))) at++;
  return at;
}

/** Offset of the parenthesis that closes the one at `open`, or -1 within reasonable reach. */
function closing(text: string, open: number): number {
  let depth = 0;
  const end = Math.min(text.length, open + 4000);
  for (let at = open; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x28) depth++;
    else if (unit === 0x29 && --depth === 0) return at;
    else if (unit === 0x3b || unit === 0x7b) return -1;
  }
  return -1;
}

/** Only attributes, annotations and comments may stand between the parameters and the body. */
function opensBody(text: string, at: number): boolean {
  const brace = text.indexOf('{', at);
  if (brace < 0 || brace - at > 400) return false;
  const between = text
    .slice(at, brace)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .replace(/\([^()]*\)/g, '')
    .replace(/\([^()]*\)/g, '');
  return /^[\s\w]*$/.test(between);
}
