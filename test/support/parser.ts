import { loadParser } from '../../server/host/wasm.ts';

/** The real parser, from the installed packages: these tests need no build. */
export const parser = await loadParser();
