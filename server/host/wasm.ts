import { readFileSync } from 'node:fs';
import { type CParser, createParser, type ParserWasm } from '../syntax/parser.ts';
import { shipped } from './shipped.ts';

/** The WebAssembly modules that ship beside the bundle; from the packages when run from source. */
export function loadWasm(): ParserWasm {
  const read = (name: string, pkg: string): Uint8Array =>
    readFileSync(shipped(name, `node_modules/${pkg}/${name}`));
  return {
    runtime: read('web-tree-sitter.wasm', 'web-tree-sitter'),
    grammar: read('tree-sitter-c.wasm', 'tree-sitter-c'),
  };
}

export function loadParser(): Promise<CParser> {
  return createParser(loadWasm());
}
