// The sources that a conversion concerns: those that name the field, those that it changed, and those that name what
// a header declares otherwise than before. To every other source the changed headers say what they said.

/** Words before a bracket that declare nothing. */
const NO_NAME = new Set(['if', 'while', 'for', 'switch', 'return', 'sizeof', 'defined', '__attribute__']);

/**
 * Functions, macros, typedefs of functions and members of ops tables that a diff of headers without context
 * declares otherwise.
 * @returns {Set<string>}
 */
export function declaredAnew(diff) {
  const names = new Set();
  for (const line of diff.split('\n')) {
    if (!/^[+-](?![+-])/.test(line)) continue;
    const text = line.slice(1);
    // `typedef int (*writepage_t)(…)` declares no `int`
    const plain = text.replace(/\(\s*\*\s*(\w+)\s*\)\s*\(/g, (_, pointer) => {
      names.add(pointer);
      return '';
    });
    const macro = /^#\s*define\s+(\w+)/.exec(text);
    const first = /^(?:\w[^(]*?\b)?(\w+)\s*\(/.exec(plain);
    const name = macro?.[1] ?? first?.[1];
    if (name !== undefined && !NO_NAME.has(name)) names.add(name);
  }
  return names;
}

/**
 * @param {import('./work.mjs').Work} work
 * @param {string} base the state before the conversion
 * @param {readonly string[]} states every state of it
 * @param {readonly string[]} uses files that name the field
 * @returns {Promise<Set<string>>} sources in C, relative to the tree
 */
export async function concerned(work, base, states, uses) {
  const files = new Set(uses);
  let last = base;
  for (const state of states) {
    for (const file of await work.changed(last, state)) files.add(file);
    const names = declaredAnew(await work.git('diff', '-U0', '--no-renames', last, state, '--', '*.h'));
    for (const file of await work.naming(names, state)) files.add(file);
    last = state;
  }
  return new Set([...files].filter((file) => file.endsWith('.c')));
}
