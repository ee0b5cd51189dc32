// Counts of passed and failed checks, from what each layer of the tests leaves behind. A layer that
// did not run, or ended badly without naming a failure, is a failure.

/** @typedef {{ passed: number, failed: number }} Tally */

/** @returns {Tally} */
export function add(...tallies) {
  return tallies.reduce(
    (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed }),
    { passed: 0, failed: 0 },
  );
}

/** A layer that is one check: a compiler, a linter. */
export function ofExit(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Passed and failed, where an exit code that disagrees with the counts is one more failure. */
function reconcile(tally, code) {
  const silent = tally.failed === 0 && (code !== 0 || tally.passed === 0);
  return silent ? { ...tally, failed: 1 } : tally;
}

/**
 * @param {string | null} json vitest's JSON report, null when it wrote none
 * @param {number} code vitest's exit code
 * @returns {Tally & { skipped: number }}
 */
export function ofVitest(json, code) {
  let report;
  try {
    report = JSON.parse(json ?? '');
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const files = report.testResults ?? [];
  // a file that does not even load has no tests to count
  const unloaded = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const tally = { passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + unloaded };
  return {
    ...reconcile(tally, code),
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/**
 * @param {string} output of the editor suite, which ends with `editor: N passed, N failed`
 * @returns {Tally}
 */
export function ofEditor(output, code) {
  const lines = [...output.matchAll(/^editor: (\d+) passed, (\d+) failed\s*$/gm)];
  const last = lines[lines.length - 1];
  if (!last) return { passed: 0, failed: 1 };
  return reconcile({ passed: Number(last[1]), failed: Number(last[2]) }, code);
}

/** The line that closes a run. */
export function closing({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
