import { defineConfig } from 'vitest/config';

/** Tests that drive a served VS Code through its page; scripts/editor/run-tests.mjs runs them. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/editor/*.test.ts'],
    // each starts an editor and a browser
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
