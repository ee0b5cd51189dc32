import type { SourceText } from '../syntax/source.ts';
import type { FileFacts, UseFact } from './facts.ts';
import type { TrackedField } from './field.ts';

/**
 * Functions that are handed both a tracked record and its mapping, use the mapping, and leave the
 * field alone: what the plan's last stage looks like. Found in the text, because files in which all
 * is converted need no parsing.
 */
export function convertedFunctions(
  text: string,
  source: SourceText,
  field: TrackedField,
  uses: readonly UseFact[],
): FileFacts['converted'] {
  const substitute = declarationOf(field.substitute);
  const tracked = new RegExp(`struct\\s+(?:${field.records.join('|')})\\s*\\*`);
  const found: FileFacts['converted'][number][] = [];
  let after = 0;
  for (const head of headsNaming(seedOf(field.substitute), text)) {
    if (head.open < after) continue; // the same head names the type twice
    after = head.body;
    const parameter = substitute.exec(head.parameters)?.[1];
    if (!parameter || !tracked.test(head.parameters) || field.unusedParameters.includes(parameter)) continue;
    const close = text.indexOf('\n}', head.body);
    const end = close < 0 ? text.length : close;
    const body = text.slice(head.body, end);
    if (uses.some((use) => use.offset > head.body && use.offset < end)) continue;
    if (!new RegExp(`\\b${parameter}\\b`).test(body)) continue;
    if (
      field.ladder.some((step) => body.includes(`${step.call}(`)) ||
      field.accessors.some((call) => body.includes(`${call}(`))
    )
      continue;
    found.push({ ...source.position(head.offset), offset: head.offset, function: head.name, parameter });
  }
  return found;
}

interface Head {
  readonly name: string;
  /** of the name */
  readonly offset: number;
  /** of the bracket before the parameters */
  readonly open: number;
  readonly parameters: string;
  /** just past the opening brace */
  readonly body: number;
}

/**
 * Heads of function definitions whose parameters mention a word, in order. It goes from one mention
 * to the next: this runs at every keystroke, and patterns for all heads of a file took most of it.
 */
function* headsNaming(word: string, text: string): Generator<Head> {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    let open = at;
    while (open >= 0 && !'(){};'.includes(text[open] ?? '')) open--;
    const close = text.indexOf(')', at);
    if (text[open] !== '(' || close < 0) continue;
    const parameters = text.slice(open + 1, close);
    const brace = /^(?:\s|\/\*[^*]*\*\/)*\{/.exec(text.slice(close + 1, close + 400))?.[0];
    const before = text.slice(text.lastIndexOf('\n', open) + 1, open);
    const name = /^[\w \t*]*?\b(\w+)\s*$/.exec(before)?.[1];
    if (/[(){};]/.test(parameters) || brace === undefined || !name) continue;
    const offset = open - before.length + before.lastIndexOf(name);
    yield { name, offset, open, parameters, body: close + 1 + brace.length };
  }
}

/** The word of a type that says most: `address_space` of `struct address_space *`. */
function seedOf(type: string): string {
  return (type.match(/\w+/g) ?? []).reduce((best, word) => (word.length > best.length ? word : best), '');
}

/** Matches a declaration of this type and takes its name: `struct address_space *mapping`, `pgoff_t index`. */
function declarationOf(type: string): RegExp {
  const words = type.match(/\w+/g) ?? [];
  const stars = type.match(/\*/g) ?? [];
  const gap = stars.length > 0 ? ['', ...stars.map(() => '\\*'), ''].join('\\s*') : '\\s+';
  return new RegExp(`\\b${words.join('\\s+')}${gap}(\\w+)`);
}
