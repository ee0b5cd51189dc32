// The licences of the packages that are bundled, as one text that ships with them: bundling drops their notices.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shipped beside the bundles, though no bundle holds their code. */
const SHIPPED = ['web-tree-sitter', 'tree-sitter-c'];

/**
 * @param {string} root the repository
 * @param {readonly { inputs: Readonly<Record<string, unknown>> }[]} metafiles what esbuild says of its bundles
 * @throws {Error} for a package that brings no licence
 */
export function noticesText(root, metafiles) {
  const names = new Set(SHIPPED);
  for (const { inputs } of metafiles)
    for (const input of Object.keys(inputs)) {
      const name = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name !== undefined) names.add(name);
    }
  const parts = [...names].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = existsSync(folder) && readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (!file && !license) throw new Error(`${name} brings no licence`);
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return `Mapshift contains the following packages.\n\n${parts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}
