import type { TrackedField } from '../conversion/field.ts';
import type { Edit } from '../fixes/plan.ts';

/** One rule; its text begins with `@@@`, in whose place its name comes once it is known to be the only one. */
export interface RuleText {
  readonly name: string;
  readonly text: string;
}

/** What came of the edits of one file. */
export interface Made {
  readonly rules: readonly RuleText[];
  readonly left: readonly Edit[];
}

/** Names of metavariables; a rule that names code of these names could not tell the two apart. */
export const METAVARIABLES = ['fn', 'P', 'M', 'E', 'T', 'before', 'after'] as const;

/** The preset's own files, which are told as a diff. */
export function isOwnFile({ plan }: TrackedField, file: string, edits: readonly Edit[]): boolean {
  return file === plan?.header || file === plan?.includedBy || edits.every(({ group }) => group === 'build');
}

/** A rule for what stands inside some functions, top to bottom; alternatives are tried in order. */
export function insideFunctions(
  name: string,
  functions: readonly string[],
  declarations: readonly string[],
  alternatives: readonly string[],
): RuleText {
  const list = [...new Set(functions)].sort();
  const fn = list.length === 1 ? `fn = ${list[0]}` : `fn = {${list.join(', ')}}`;
  const body = alternatives.length === 1 ? (alternatives[0] ?? '') : `(\n${alternatives.join('\n|\n')}\n)`;
  const head = [`identifier ${wrappedList(fn)};`, ...declarations].join('\n');
  return { name, text: `@@@\n${head}\n@@\nfn(...)\n{\n<...\n${body}\n...>\n}\n` };
}

/** One text in another's place. */
export function instead(before: string, after: string): string {
  const minus = oneLine(before);
  const plus = oneLine(after);
  return `- ${minus}\n+ ${plus}`;
}

/** Code as a line of a rule. */
export function oneLine(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `symbol` for the names in code that a rule quotes, so that spatch does not wonder about them. */
export function symbolsOf(texts: readonly string[]): string[] {
  const names = new Set<string>();
  for (const text of texts)
    for (const { 0: name, index } of text.matchAll(/\b[A-Za-z_]\w*\b/g)) {
      const behind = text.slice(index + name.length).trimStart();
      const isMember = /(?:->|\.)\s*$/.test(text.slice(0, index));
      if (!isMember && !behind.startsWith('(') && !/^(?:sizeof|struct|NULL)$/.test(name)) names.add(name);
    }
  for (const name of METAVARIABLES) names.delete(name);
  return names.size > 0 ? [`symbol ${[...names].sort().join(', ')};`] : [];
}

/** Whether quoted code uses a name that is a metavariable here. */
export function clashes(text: string): boolean {
  return METAVARIABLES.some((name) => new RegExp(`(?<!->|\\.)\\b${name}\\b`).test(text));
}

function wrappedList(list: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of list.split(' ')) {
    if (line !== '' && line.length + word.length > 70) {
      lines.push(line);
      line = ' ';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
