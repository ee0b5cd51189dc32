import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,mjs}', 'sim-core/**/*.test.ts'],
    // the editor suite runs inside VS Code, under mocha
    exclude: ['test/editor/**', 'test/mini-kernel/**', 'node_modules/**'],
    setupFiles: ['test/support/seed.ts'],
    // `UPDATE=1 npx vitest run FILE` writes snapshots anew
    update: process.env.UPDATE === '1',
    // two cores are common, and several tests start servers or compilers
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
