import type { FileReport, Use } from '../conversion/model.ts';

/** A file as it was and as it is; `null` where there was, or is, none. */
export interface Revised {
  readonly before: Version | null;
  readonly after: Version | null;
}

export interface Version {
  readonly report: FileReport;
  readonly text: string;
}

/**
 * Reads of the field that were not there before. What only moved is not new: within a function uses
 * are told by their base, and across functions and files by the line they stand in.
 */
export function newRawUses(files: readonly Revised[]): Use[] {
  const gone = new Map<string, number>();
  const fresh: { readonly use: Use; readonly line: string }[] = [];
  for (const { before, after } of files) {
    const left = new Map<string, string[]>();
    for (const use of rawUses(before)) add(left, nameOf(use), lineOf(before, use));
    for (const use of rawUses(after)) {
      const line = lineOf(after, use);
      const known = left.get(nameOf(use));
      const same = known?.indexOf(line) ?? -1;
      // of several with one base, the one whose line is unknown is the new one
      if (known && same >= 0) known.splice(same, 1);
      else fresh.push({ use, line });
    }
    for (let i = fresh.length - 1; i >= 0; i--) {
      const each = fresh[i];
      if (each?.use.file !== after?.report.file) break;
      if (each && left.get(nameOf(each.use))?.pop() !== undefined) fresh.splice(i, 1);
    }
    for (const lines of left.values()) for (const line of lines) gone.set(line, (gone.get(line) ?? 0) + 1);
  }
  return fresh.flatMap(({ use, line }) => {
    const moved = gone.get(line) ?? 0;
    gone.set(line, moved - 1);
    return moved > 0 ? [] : [use];
  });
}

/** Uses that the plan would have to redirect, whether a source is known or not. */
function rawUses(version: Version | null): Use[] {
  return (version?.report.uses ?? []).filter((use) => use.stage !== 'owner' && use.stage !== 'checked');
}

function nameOf({ function: name, base }: Use): string {
  return `${name ?? ''}\0${base}`;
}

function lineOf(version: Version | null, { offset }: Use): string {
  const text = version?.text ?? '';
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end).trim();
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
