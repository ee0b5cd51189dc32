// What make noted of each object it built: the compiler's command, the source, and every header it read.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * @typedef {{ object: string, source: string, command: string, reads: string[] }} Compiled
 * `object` relative to the output folder; `source` and `reads` relative to the tree, generated files left out.
 */

/**
 * One `.foo.o.cmd`, or null for one that is no compilation of C of this tree.
 * @returns {Compiled | null}
 */
export function commandOf(text, tree) {
  const line = /^(?:saved)?cmd_(\S+\.o) := (.*)$/m.exec(text);
  const source = /^source_\S+\.o := (\S+\.c)$/m.exec(text)?.[1];
  if (!line || source === undefined) return null;
  const from = `${tree}/`;
  if (!source.startsWith(from)) return null;
  // behind the compiler come objtool and others, each after a semicolon that is in no argument
  const command = line[2].split(/\s;\s/)[0].trim();
  const reads = [...text.matchAll(/^ {2}(\/\S+) \\$/gm)]
    .map(([, path]) => path)
    .filter((path) => path.startsWith(from))
    .map((path) => path.slice(from.length));
  return { object: line[1], source: source.slice(from.length), command, reads };
}

/**
 * Every compilation that an output folder knows of.
 * @returns {Compiled[]}
 */
export function compiledIn(out, tree) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name.startsWith('.') && entry.name.endsWith('.o.cmd')) {
        const object = join(folder, entry.name.slice(1, -'.cmd'.length));
        if (!existsSync(object)) continue;
        const one = commandOf(readFileSync(path, 'utf8'), tree);
        if (one) found.push(one);
      }
    }
  };
  for (const top of readdirSync(out, { withFileTypes: true }))
    if (top.isDirectory() && !['scripts', 'tools', 'source', 'include'].includes(top.name))
      walk(join(out, top.name));
  return found.sort((a, b) => (a.object < b.object ? -1 : 1));
}

/** The objects that some files go into. */
export function affected(compiled, files) {
  const touched = new Set(files);
  return compiled.filter(
    ({ source, reads }) => touched.has(source) || reads.some((file) => touched.has(file)),
  );
}

/** The same command, that only looks whether the text is C, and leaves no object behind. */
export function checking(command, object) {
  return command
    .replace(/ -Wp,-MM?D,\S+/, '')
    .replace(` -c -o ${object} `, ' -fsyntax-only ')
    .replace(/ -o \S+\.o(?= )/, '');
}

/** The same command, that prints the text as the compiler sees it. */
export function preprocessing(command, object) {
  return command.replace(/ -Wp,-MM?D,\S+/, '').replace(` -c -o ${object} `, ' -E ');
}

/** A path of the tree, with slashes. */
export function inTree(tree, path) {
  return relative(tree, path).split(sep).join('/');
}
