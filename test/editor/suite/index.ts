/**
 * The extension's tests inside VS Code. Both launchers call `run`; which part runs and where its result
 * goes is told by environment variables, because VS Code passes nothing else on.
 */
import { writeFileSync } from 'node:fs';

/** What the runner reads; times are in milliseconds. */
export interface SuiteResult {
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
  readonly duration: number;
}

/** The lines of ours are told from the editor's own chatter by this beginning. */
const MARK = 'mapshift-test:';
const tell = (line: string): void => console.log(`${MARK} ${line}`);

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  // the base reporter is silent: we tell the lines ourselves
  const mocha = new Mocha({ ui: 'tdd', reporter: Mocha.reporters.Base, timeout: 20_000, slow: 2_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  if (process.env.MAPSHIFT_SUITE === 'restricted') {
    await import('./restricted.ts');
  } else {
    await import('./annotations.ts');
    await import('./references.ts');
    await import('./conversionTree.ts');
    await import('./commands.ts');
    await import('./fixes.ts');
    await import('./statusBar.ts');
    await import('./settings.ts');
    await import('./outsideChange.ts');
    await import('./play.ts');
  }
  const result = await new Promise<SuiteResult>((resolve) => {
    const failures: { title: string; message: string }[] = [];
    const runner = mocha.run(() => {
      const { passes = 0, duration = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failures, duration });
    });
    runner.on('suite', ({ title }) => tell(title));
    runner.on('pass', ({ title, duration }) => tell(`  ✔ ${title} (${duration} ms)`));
    runner.on('fail', (test, error: Error) => {
      const message = error.stack ?? error.message;
      failures.push({ title: test.fullTitle(), message });
      tell(`  ✖ ${test.title}\n${message}`);
    });
  });
  const file = process.env.MAPSHIFT_RESULT;
  if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  if (result.failures.length > 0) throw new Error(`${result.failures.length} failed`);
  if (result.passed === 0) throw new Error('no test ran');
}
