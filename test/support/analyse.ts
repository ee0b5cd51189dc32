import { posix } from 'node:path';
import { analyse } from '../../server/conversion/analysis.ts';
import { Prefilter } from '../../server/conversion/candidates.ts';
import type { FileFacts } from '../../server/conversion/facts.ts';
import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import { macroCallsIn, untypedMacros } from '../../server/conversion/macroCalls.ts';
import type { FileReport, Use } from '../../server/conversion/model.ts';
import { reportOf } from '../../server/conversion/report.ts';
import type { Syntax } from '../../server/syntax/parser.ts';
import { Includes, type SourceTree } from '../../server/types/includes.ts';
import { Linker } from '../../server/types/link.ts';
import { type Fixture, parseFixture } from './fixture.ts';
import { parser } from './parser.ts';

/** A tree that lives in a string: includes resolve beside the file, then under include/. */
export function treeOf(fixture: Fixture): SourceTree {
  return {
    read: (file) => fixture.files.get(file) ?? null,
    resolveInclude: (from, path) =>
      [posix.normalize(posix.join(posix.dirname(from), path)), `include/${path}`].find((each) =>
        fixture.files.has(each),
      ) ?? null,
  };
}

/** The engine over a fixture: a report for each file, by path. */
export function reportsOf(
  source: string | Fixture,
  field: TrackedField = PAGE_MAPPING,
): Map<string, FileReport> {
  const fixture = typeof source === 'string' ? parseFixture(source) : source;
  const linker = new Linker(new Includes(treeOf(fixture), parser), parser, new Set(field.transparentMacros));
  const prefilter = new Prefilter(field);
  const facts = new Map<string, FileFacts>();
  for (const [file, text] of fixture.files)
    facts.set(
      file,
      parsed(text, (syntax) => analyse(syntax, file, prefilter, parser)),
    );
  const names = [...facts.values()].flatMap(untypedMacros);
  const calls = [...fixture.files].flatMap(([file, text]) =>
    parsed(text, (syntax) => macroCallsIn(syntax, file, names, field, parser)),
  );
  linker.macroCalls = new Map(names.map((name) => [name, calls.filter((call) => call.name === name)]));
  const reports = new Map<string, FileReport>();
  for (const [file, fact] of facts) reports.set(file, reportOf(file, fact, field, linker));
  return reports;
}

export function usesIn(source: string | Fixture, field?: TrackedField): Use[] {
  return [...reportsOf(source, field).values()].flatMap((report) => report.uses);
}

function parsed<T>(text: string, read: (syntax: Syntax) => T): T {
  const syntax = parser.parse(text);
  try {
    return read(syntax);
  } finally {
    syntax.dispose();
  }
}
