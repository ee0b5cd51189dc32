import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FileReport } from '../../server/conversion/model.ts';
import { reportsOf } from '../support/analyse.ts';
import { MINI_KERNEL, miniKernelAnnotations, sourcesOf } from '../support/annotations.ts';
import { Fixture } from '../support/fixture.ts';

const files = new Map(
  sourcesOf(MINI_KERNEL).map((file) => [file, readFileSync(join(MINI_KERNEL, file), 'utf8')]),
);
const reports = reportsOf(new Fixture(files, [], new Map()));
const expected = miniKernelAnnotations();

/** What the engine says, in the words of the annotations. */
function said(report: FileReport): string[] {
  return [
    ...report.uses.map((use) =>
      use.record === null
        ? `${use.file}:${use.line} unknown ${use.base}`
        : `${use.file}:${use.line} use ${use.record} ${use.access} ${use.role} ${use.stage}`,
    ),
    ...report.rungs.map((rung) => `${rung.file}:${rung.line} rung ${rung.name} ${rung.stage}`),
    ...report.converted.map(
      (each) => `${each.file}:${each.line} converted ${each.function} ${each.parameter}`,
    ),
  ];
}

test('the engine finds in the mini-kernel what the mini-kernel says is there, and nothing else', () => {
  const promised = expected.flatMap(({ file, line, uses, rungs, converted, unknown }) => [
    ...uses.map((use) => `${file}:${line} use ${use.record} ${use.access} ${use.role} ${use.stage}`),
    ...rungs.map((rung) => `${file}:${line} rung ${rung.name} ${rung.stage}`),
    ...(converted ? [`${file}:${line} converted ${converted.function} ${converted.parameter}`] : []),
    ...(unknown ? [`${file}:${line} unknown ${unknown}`] : []),
  ]);
  expect([...reports.values()].flatMap(said).sort()).toEqual(promised.sort());
});
