// Which objects of the kernel concern a conversion: those of files that name the field or that were changed.
import { execFileSync } from 'node:child_process';
import { CLI } from '../measure.mjs';
import { FOLDERS } from './configs.mjs';

/** Files with uses of the field, as the tool finds them in the tree before anything was converted. */
export function filesWithUses(source) {
  const out = execFileSync(process.execPath, [CLI, 'uses', '--json', source], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rows = out.split('\n').filter(Boolean).map(JSON.parse);
  return [...new Set(rows.filter(({ record }) => record !== null).map(({ file }) => file))].sort();
}

/** Objects outside of the folders that are built whole. Other architectures' are not for this compiler. */
export function objectsOf(files, folders = FOLDERS) {
  const objects = [...files]
    .filter((file) => file.endsWith('.c') && !folders.some((folder) => file.startsWith(folder)))
    .filter((file) => !/^(?:arch\/(?!x86\/)|tools\/|samples\/|scripts\/|Documentation\/)/.test(file))
    .map((file) => file.replace(/\.c$/, '.o'));
  return [...new Set(objects)].sort();
}

/** What make says of an object that a configuration leaves out is no complaint. */
export function notLeftOut(complaints, objects) {
  return complaints.filter(
    ({ message }) =>
      !(/No rule to make target/.test(message) && objects.some((object) => message.includes(object))),
  );
}
