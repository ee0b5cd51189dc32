import type { FieldPlan, TrackedField } from '../../conversion/field.ts';

/** One record's helpers, as the header writes them. */
export interface HelperNames {
  readonly record: string;
  readonly value: string;
  readonly truncated: string | null;
}

/** The helpers of the records that this kernel has: one before 5.16 has no folio. */
export function helpersOf(plan: FieldPlan, declaring: string): HelperNames[] {
  return Object.entries(plan.helpers)
    .filter(([record]) => new RegExp(`\\bstruct\\s+${record}\\s*\\{`).test(declaring))
    .map(([record, names]) => ({ record, ...names }));
}

export function isPointer({ substitute }: Pick<TrackedField, 'substitute'>): boolean {
  return substitute.trimEnd().endsWith('*');
}

/** A declaration of this type and name: `struct address_space *mapping`, `pgoff_t index`. */
export function declared({ substitute }: Pick<TrackedField, 'substitute'>, name: string): string {
  return isPointer({ substitute }) ? `${substitute.trimEnd()}${name}` : `${substitute} ${name}`;
}

/** The head of a function, its parameters below the bracket where one line cannot hold them. */
export function head(result: string, name: string, parameters: readonly string[]): string {
  const before = `${result}${result.endsWith('*') ? '' : ' '}${name}(`;
  const oneLine = `${before}${parameters.join(', ')})`;
  if (oneLine.length <= 80) return oneLine;
  const aligned = below(before, parameters);
  if (aligned.split('\n').every((line) => width(line) <= 80)) return aligned;
  const own = `${name}(${parameters.join(', ')})`;
  return `${result.trimEnd()}\n${own.length <= 80 ? own : below(`${name}(`, parameters)}`;
}

function below(before: string, parameters: readonly string[]): string {
  return `${before}${parameters.join(`,\n${pad(before)}`)})`;
}

/** Tabs and blanks as wide as some text. */
export function pad(before: string): string {
  return '\t'.repeat(Math.floor(before.length / 8)) + ' '.repeat(before.length % 8);
}

/** Lines with a backslash behind each but the last, as a macro's definition is written. */
export function macro(lines: readonly string[]): string {
  return lines
    .map((line, row) => {
      if (row === lines.length - 1) return line;
      const gap = Math.max(1, Math.ceil((72 - width(line)) / 8));
      return `${line}${'\t'.repeat(gap)}\\`;
    })
    .join('\n');
}

function width(line: string): number {
  return line.replaceAll('\t', ' '.repeat(8)).length;
}

/** Prose as a comment of the kernel's form, wrapped at 76 columns; an empty string makes an empty line. */
export function comment(paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap((each) => (each.startsWith(' * ') ? [each.slice(3)] : filled(each)));
  return lines.length === 1 && (lines[0]?.length ?? 0) <= 72
    ? `/* ${lines[0]} */`
    : ['/*', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

function filled(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1] ?? '';
    if (line !== '' && line.length + word.length > 72) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
