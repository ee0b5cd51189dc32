/** The manifest against the code: what it promises exists, and what the code uses is in it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../server/lsp/settings.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          { readonly default: unknown; readonly scope?: string; readonly markdownDescription?: string }
        >
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
}

const manifest = JSON.parse(text('package.json')) as Manifest;
const strings = JSON.parse(text('package.nls.json')) as Record<string, string>;
const { commands, menus, configuration, walkthroughs } = manifest.contributes;
const sources = readdirSync(join(ROOT, 'client'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('webview'))
  .map((file) => text(join('client', file)))
  .join('\n');

/** `{ a: { b: 1 } }` as `{ 'a.b': 1 }`. */
function flat(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(flat(inner, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  );
}

describe('manifest', () => {
  test('has a string for each key, and a key for each string', () => {
    const used = new Set([...text('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    expect([...used].sort()).toEqual(Object.keys(strings).sort());
  });

  test('declares the commands that the code registers, save the one for lenses', () => {
    const registered = [...sources.matchAll(/registerCommand\(\s*(?:'([\w.]+)'|(\w+))/g)].map(
      ([, id, name]) => id ?? new RegExp(`const ${name} = '([\\w.]+)'`).exec(sources)?.[1],
    );
    const declared = commands.map(({ command }) => command);
    expect(registered.filter((id) => id !== 'mapshift.showReferences').sort()).toEqual(declared.sort());
    for (const { command } of Object.values(menus).flat()) expect(declared).toContain(command);
  });

  test('links of welcome views and walkthroughs lead to commands that exist', () => {
    const declared = commands.map(({ command }) => command);
    const linked = Object.values(strings).flatMap((each) => [...each.matchAll(/\(command:(mapshift\.\w+)/g)]);
    expect(linked.length).toBeGreaterThan(3);
    for (const [, command] of linked) expect(declared).toContain(command);
  });

  test("has the server's settings with the server's defaults, each described and scoped", () => {
    const { 'mapshift.trace.server': trace, ...ours } = configuration.properties;
    expect(trace?.default).toBe('off');
    const defaults = Object.entries(ours).map(([key, { default: value }]) => [
      key.replace('mapshift.', ''),
      value,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(flat(DEFAULT_SETTINGS));
    for (const property of Object.values(ours)) {
      expect(property.scope).toBe('window');
      expect(property.markdownDescription).toMatch(/^%setting\./);
    }
  });

  test('names files that are there', () => {
    expect(readFileSync(join(ROOT, manifest.icon)).subarray(1, 4).toString()).toBe('PNG');
    for (const { media } of walkthroughs.flatMap(({ steps }) => steps))
      expect(text(media.markdown)).toMatch(/^# /);
  });

  test('strings of the code are in the bundle that translations start from', () => {
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'editor', 'l10n.mjs'), '--check'], {
      stdio: 'pipe',
    });
  });
});
