import { diffArrays, structuredPatch } from 'diff';
import type { Edit } from '../fixes/plan.ts';
import { type Token, tokensOf } from './compareTokens.ts';

/** A stretch of the text before, and what stands there afterwards. Blanks and comments do not count. */
export interface Hunk {
  /** UTF-16 offsets of the text before; equal where something is put in */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Hunks that are closer than this many tokens belong to one change. */
const NEAR = 2;

/** What another program changed, by tokens: each change whole, with its brackets in balance. */
export function hunksBetween(before: string, after: string): Hunk[] {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 0 });
  const [old, now] = [lineStarts(before), lineStarts(after)];
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines }) => {
    const from = old(oldStart, oldLines);
    const to = now(newStart, newLines);
    return tokenHunks(
      tokensOf(before.slice(from.start, from.end), from.start),
      tokensOf(after.slice(to.start, to.end)),
      from,
    );
  });
}

/** Offsets of a run of lines; an empty run stands before the line named. */
function lineStarts(text: string): (line: number, lines: number) => { start: number; end: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (line, lines) => {
    const first = starts[line - 1] ?? text.length;
    return { start: first, end: starts[line - 1 + lines] ?? text.length };
  };
}

function tokenHunks(
  old: readonly Token[],
  now: readonly Token[],
  whole: { start: number; end: number },
): Hunk[] {
  const parts = diffArrays(
    old.map(({ text }) => text),
    now.map(({ text }) => text),
  );
  const runs: { from: number; to: number; put: string[] }[] = [];
  let at = 0;
  for (const { added, removed, value } of parts) {
    const last = runs[runs.length - 1];
    const joins = last !== undefined && last.to === at;
    if (added) {
      if (joins) last.put.push(...value);
      else runs.push({ from: at, to: at, put: [...value] });
    } else if (removed) {
      if (joins) last.to += value.length;
      else runs.push({ from: at, to: at + value.length, put: [] });
      at += value.length;
    } else at += value.length;
  }
  const merged: typeof runs = [];
  for (const run of runs) {
    const last = merged[merged.length - 1];
    const between = last ? old.slice(last.to, run.from).map(({ text }) => text) : [];
    if (last && (between.length <= NEAR || !isBalanced(last.put, old.slice(last.from, last.to)))) {
      last.put.push(...between, ...run.put);
      last.to = run.to;
    } else merged.push({ ...run, put: [...run.put] });
  }
  return merged.map((run) => {
    const { from, to, put } = trimmed(run, old);
    const start = old[from]?.start ?? old[from - 1]?.end ?? whole.start;
    return { start, end: to > from ? (old[to - 1]?.end ?? start) : start, text: put.join(' ') };
  });
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly put: readonly string[];
}

/** Without what is the same at both ends: a bracket that was taken in to find its partner. */
function trimmed({ from, to, put }: Run, old: readonly Token[]): Run {
  let [first, last, start, end] = [from, to, 0, put.length];
  while (last > first && end > start && old[last - 1]?.text === put[end - 1]) {
    last--;
    end--;
  }
  while (last > first && end > start && old[first]?.text === put[start]) {
    first++;
    start++;
  }
  const rest = { from: first, to: last, put: put.slice(start, end) };
  return isBalanced(rest.put, old.slice(first, last)) ? rest : { from, to, put };
}

function isBalanced(put: readonly string[], old: readonly Token[]): boolean {
  const depth = (tokens: readonly string[]): number =>
    tokens.reduce((sum, token) => sum + (token === '(' ? 1 : token === ')' ? -1 : 0), 0);
  return depth(put) === depth(old.map(({ text }) => text));
}

/** A stretch in which one side or both change something. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly ours: readonly Edit[];
  readonly theirs: readonly Hunk[];
}

/** Changes of both sides, put together where they touch. */
export function windowsOf(ours: readonly Edit[], theirs: readonly Hunk[]): Window[] {
  const all = [
    ...ours.map((edit) => ({ start: edit.start, end: edit.end, ours: [edit], theirs: [] as Hunk[] })),
    ...theirs.map((hunk) => ({ start: hunk.start, end: hunk.end, ours: [] as Edit[], theirs: [hunk] })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  const out: (typeof all)[number][] = [];
  for (const each of all) {
    const last = out[out.length - 1];
    if (!last || each.start > last.end || (each.start === last.end && !touches(last, each))) {
      out.push({ ...each });
      continue;
    }
    last.end = Math.max(last.end, each.end);
    last.ours = [...last.ours, ...each.ours];
    last.theirs = [...last.theirs, ...each.theirs];
  }
  return out;
}

/** Neighbours of the same side are two changes; what one side puts in beside the other's is the same place. */
function touches(a: Pick<Window, 'ours' | 'theirs'>, b: Pick<Window, 'ours' | 'theirs'>): boolean {
  return a.ours.length === 0 || b.theirs.length === 0 ? a.theirs.length > 0 && b.ours.length > 0 : true;
}

/** The text of a window once some changes are made. */
export function textIn(before: string, { start, end }: Window, changes: readonly Hunk[]): string {
  let out = '';
  let at = start;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    // tokens of a hunk have no blanks around them
    out += `${before.slice(at, change.start)} ${change.text} `;
    at = change.end;
  }
  return out + before.slice(at, end);
}
