import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CParser, createParser, type ParserWasm } from '../syntax/parser.ts';

/** The WebAssembly modules that ship beside the bundle; from the packages when run from source. */
export function loadWasm(): ParserWasm {
  const here = dirname(fileURLToPath(import.meta.url));
  const read = (name: string, pkg: string): Uint8Array => {
    const shipped = join(here, name);
    return readFileSync(existsSync(shipped) ? shipped : join(here, '../../node_modules', pkg, name));
  };
  return {
    runtime: read('web-tree-sitter.wasm', 'web-tree-sitter'),
    grammar: read('tree-sitter-c.wasm', 'tree-sitter-c'),
  };
}

export function loadParser(): Promise<CParser> {
  return createParser(loadWasm());
}
