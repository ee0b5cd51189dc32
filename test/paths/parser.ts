import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createParser } from '../../server/syntax/parser.ts';

const require = createRequire(import.meta.url);

/** The real parser, from the installed packages: these tests need no build. */
export const parser = await createParser({
  runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(require.resolve('tree-sitter-c/tree-sitter-c.wasm')),
});
