/** Where the editor marks each process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { english } from '../../client/debug/text.ts';
import { gutterIcon, PALETTE } from '../../client/panel/gutterIcon.ts';
import { Marked } from '../../client/panel/markers.ts';
import { firstRun } from '../../client/panel/slicing.ts';
import type { RunState } from '../../client/shared/panel/run.ts';
import { PROGRAM } from './program.ts';

const SCENARIO: RunState = {
  play: { scenario: 'lookup-truncate' },
  setting: { scheme: 'field', variant: 'helper', set: { readers: 1 } },
  choices: [0, 0, 1].map((process) => ({ process, way: 0 })),
  at: 0,
};

describe('marks of a run', () => {
  test('one for each process, with letters, following the run', () => {
    const marked = new Marked(() => undefined, english);
    const start = marked.at(SCENARIO);
    expect(start.map(({ badge }) => badge)).toHaveLength(new Set(start.map(({ badge }) => badge)).size);
    expect(start.every(({ moved }) => !moved)).toBe(true);
    const [reader, truncate] = marked.at({ ...SCENARIO, at: 2 });
    expect(reader).toMatchObject({ moved: true });
    expect(reader?.place.line).toBeGreaterThan(start[0]?.place.line ?? 0);
    expect(truncate?.place).toEqual(start[1]?.place);
    expect(reader?.place.source).toMatch(/^mapshift-path:/);
    expect(reader?.text).toMatch(/^reader next: \w+ /);
  });

  test('on lines of C where the tree is open, else on the text of the path', () => {
    const run = firstRun(PROGRAM);
    const steps = (find: (file: string) => string | undefined) => {
      const marked = new Marked(find, english);
      return [0, 1, 2].map((at) => {
        const choices = [0, 0].map((process) => ({ process, way: 0 }));
        return marked.at({ ...run, choices, at })[0]?.place;
      });
    };
    const lines = steps((file) => `/tree/${file}`).filter((place) => place?.source === '/tree/mm/filemap.c');
    expect(lines.map((place) => place?.line)).toContain(12);
    expect(steps(() => undefined).every((place) => place?.source.startsWith('mapshift-path:'))).toBe(true);
  });

  test('a process that has ended stands nowhere', () => {
    const marked = new Marked(() => undefined, english);
    const choices: { process: number; way: number }[] = [];
    const alone: RunState = {
      ...SCENARIO,
      setting: { ...SCENARIO.setting, set: { readers: 0 } },
      choices,
      at: 0,
    };
    const names = () => marked.at({ ...alone, choices: [...choices], at: choices.length }).length;
    expect(names()).toBe(1);
    for (let i = 0; i < 30 && names() > 0; i++) choices.push({ process: 0, way: 0 });
    expect(names()).toBe(0);
  });
});

describe('colours', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    contributes: { colors: { id: string; defaults: Record<string, string> }[] };
  };

  test('of the gutter are those of the theme', () => {
    const { colors } = manifest.contributes;
    expect(colors.map(({ id }) => id)).toEqual(PALETTE.dark.map((_, i) => `mapshift.process${i + 1}`));
    expect(colors.map(({ defaults }) => defaults.dark)).toEqual([...PALETTE.dark]);
    expect(colors.map(({ defaults }) => defaults.light)).toEqual([...PALETTE.light]);
  });

  test.each([
    ['dark', '#1f1f1f', 4.5],
    ['light', '#ffffff', 4.5],
    ['highContrast', '#000000', 7],
    ['highContrastLight', '#ffffff', 7],
  ])('can be read in %s', (theme, background, least) => {
    for (const { id, defaults } of manifest.contributes.colors)
      expect(contrast(defaults[theme] ?? '', background), `${id} ${theme}`).toBeGreaterThanOrEqual(least);
  });

  test('come with a shape of their own, and letters cannot leave the picture', () => {
    const icons = PALETTE.dark.map((_, i) =>
      Buffer.from(gutterIcon('a', i, 'dark').split(',')[1] ?? '', 'base64').toString(),
    );
    expect(new Set(icons.map((svg) => /d="([^"]+)"/.exec(svg)?.[1])).size).toBe(PALETTE.dark.length);
    const hostile = Buffer.from(gutterIcon('"><b', 0, 'dark').split(',')[1] ?? '', 'base64').toString();
    expect(hostile).toContain('>b</text>');
  });
});

function contrast(a: string, b: string): number {
  const [high = 1, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
