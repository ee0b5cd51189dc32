import { describe, expect, test } from 'vitest';
import { missingPrograms } from '../../scripts/setup/programs.mjs';
import { add, closing, ofEditor, ofExit, ofVitest } from '../../scripts/setup/tally.mjs';

const report = (passed, failed, files = []) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, testResults: files });

describe('the count that npm test closes with', () => {
  test('adds up', () => {
    expect(closing(add(ofExit(0), ofExit(2), { passed: 5, failed: 0 }))).toBe('6 passed, 1 failed');
  });

  test.each([
    ['all well', report(3, 0), 0, { passed: 3, failed: 0, skipped: 1 }],
    ['a failure', report(3, 2), 1, { passed: 3, failed: 2, skipped: 1 }],
    ['no report', null, 1, { passed: 0, failed: 1, skipped: 0 }],
    ['a torn report', '{"numPassed', 1, { passed: 0, failed: 1, skipped: 0 }],
    ['nothing ran', report(0, 0), 0, { passed: 0, failed: 1, skipped: 1 }],
    ['an error outside of any test', report(3, 0), 1, { passed: 3, failed: 1, skipped: 1 }],
    [
      'a file that does not load',
      report(3, 1, [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
      ]),
      1,
      { passed: 3, failed: 2, skipped: 1 },
    ],
  ])('vitest: %s', (_name, json, code, expected) => {
    expect(ofVitest(json, code)).toEqual(expected);
  });

  test.each([
    ['editor: 7 passed, 0 failed\n', 0, { passed: 7, failed: 0 }],
    ['noise\neditor: 7 passed, 2 failed\nmore', 1, { passed: 7, failed: 2 }],
    ['editor: 7 passed, 0 failed\n', 1, { passed: 7, failed: 1 }],
    ['editor: 0 passed, 0 failed\n', 0, { passed: 0, failed: 1 }],
    ['Cannot find module', 1, { passed: 0, failed: 1 }],
  ])('editor: %j with exit code %i', (output, code, expected) => {
    expect(ofEditor(output, code)).toEqual(expected);
  });
});

test('a program under another name is not missing', () => {
  const programs = {
    chromium: { package: 'chromium', why: 'shows', or: ['chrome'] },
    gcc: { package: 'gcc', why: 'compiles' },
  };
  const find = (...names) => (names.includes('chrome') ? '/bin/chrome' : null);
  expect(missingPrograms(programs, find)).toEqual([{ name: 'gcc', package: 'gcc', why: 'compiles' }]);
});
