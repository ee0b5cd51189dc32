import { blank, Patches, startsLine } from './scan.ts';

const DIRECTIVE =
  /^#[ \t]*(?:if|ifdef|ifndef|elif|elifdef|elifndef|else|endif|define|undef|include|include_next|error|warning|pragma|line|ident)\b/;

/**
 * A macro's body, parsed as C: `set_##name(x)` is one word, `set___name(x)`; `#name` is a string, for
 * which the name may stand. Outside macros a `#` only starts directives.
 */
export function maskPaste(text: string): string {
  const patches = new Patches();
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (text[at + 1] !== '#') {
      if (!startsLine(text, at) || !DIRECTIVE.test(text.slice(at, at + 24))) patches.put(at, ' ');
      continue;
    }
    let start = at;
    let end = at + 2;
    while (isBlank(text[start - 1])) start--;
    while (isBlank(text[end])) end++;
    const joins = /\w/.test(text[start - 1] ?? '') && /\w/.test(text[end] ?? '');
    if (joins) patches.put(start, '_'.repeat(end - start));
    else patches.put(at, blank('##'));
    at = end - 1;
  }
  return patches.apply(text);
}

function isBlank(c: string | undefined): boolean {
  return c === ' ' || c === '\t';
}
