// code handed to page.evaluate() runs in the page
/// <reference lib="dom" />
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARTIFACTS, launch } from './harness.ts';
import { bundleStage, type OpenedStage, openStage, type StageOptions } from './stageHarness.ts';
import type { RunShown, StageHost } from './stageHost.ts';
import { badRun, runOf } from './stageRuns.ts';
import { THEMES, type Theme } from './themes.ts';

let browser: Browser;
let script: string;

beforeAll(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  [browser, script] = await Promise.all([launch(), bundleStage()]);
});
afterAll(() => browser?.close());

async function using(options: Omit<StageOptions, 'script'>, run: (opened: OpenedStage) => Promise<void>) {
  const opened = await openStage(browser, { ...options, script });
  try {
    await run(opened);
    expect(opened.problems).toEqual([]);
  } finally {
    await opened.close();
  }
}

/** What each picture must say, whatever it looks like. */
const SCENES: readonly { name: string; run: RunShown; says: readonly string[]; boxes: readonly string[] }[] =
  [
    {
      name: 'word-with-bits',
      run: badRun('tag-collision', 'page_wait', 'bit-0', 1),
      says: ['mapping points to page_wait (bit 0 set)'],
      boxes: ['page', 'page_wait', 'mapping'],
    },
    {
      name: 'page-wait-sleepers',
      run: runOf('lookup-truncate', 'page_wait', 'helper', [
        ['reader A', 5],
        ['reader B', 8],
        ['truncate', 6],
      ]),
      says: ['reader B sleeps in its queue', 'truncate is queued', 'locked by reader A'],
      boxes: ['page1', 'page_wait1', 'mapping'],
    },
    {
      name: 'ksm',
      run: badRun('ksm-merge', 'field', 'count-first', 1),
      says: ['mapping points to stable_node 1 (bit 0 and bit 1 set)', 'entry points to page 2'],
      boxes: ['page1', 'page2', 'stable_node1', 'anon_vma1', 'pte'],
    },
    {
      name: 'device',
      run: badRun('device-exclusive', 'field', 'restore-first', 2),
      says: ['device: works', 'entry points to page: '],
      boxes: ['pte', 'device', 'page'],
    },
    {
      name: 'gpu-copies',
      run: badRun('duplicate-gpus', 'page_attachment', 'write-first', 2),
      says: ['copy 1: data is 0, valid', 'copy 2: no copy'],
      boxes: ['copy1', 'copy2', 'page'],
    },
    {
      name: 'bio',
      run: badRun('bio-two-files', 'page_attachment', 'one-per-bio', 1),
      says: ['bvec 0 points to mapping 1, bvec 1 points to mapping 2'],
      boxes: ['bio', 'mapping1', 'mapping2'],
    },
    {
      name: 'pipe-broken',
      run: badRun('splice-pipe', 'page_attachment', 'pipe-inode'),
      says: ['buffer 1: page points to page 1'],
      boxes: ['pipe', 'buffer1', 'page1'],
    },
  ];

const namesOf = (page: OpenedStage['page']): Promise<string[]> =>
  page.locator('.picture .says').allTextContents();

describe('the stage in Chromium', () => {
  it.each(Object.keys(THEMES) as Theme[])('shows every scene in %s, and passes axe', (theme) =>
    using({ theme, height: 700 }, async ({ page, show, audit }) => {
      for (const { name, run, says, boxes } of SCENES) {
        await show(run);
        const names = (await namesOf(page)).join('\n');
        for (const each of says) expect(names, name).toContain(each);
        for (const id of boxes) expect(await page.locator(`[data-id="${id}"]`).count(), id).toBe(1);
        expect(await audit(), name).toEqual([]);
        await page.locator('.stage').screenshot({ path: join(ARTIFACTS, `stage-${name}-${theme}.png`) });
      }
    }),
  );

  it('works at 360 pixels, with twice the pixels, and with forced colours', async () => {
    const run = SCENES[1]?.run;
    if (!run) throw new Error('no scene');
    await using({ width: 360, scale: 2, height: 1400 }, async ({ page, show, audit }) => {
      await show({ ...run, lanes: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(360);
      expect(await audit()).toEqual([]);
      await page.screenshot({ path: join(ARTIFACTS, 'stage-narrow.png') });
    });
    await using({ forcedColors: true, height: 1200 }, async ({ page, show, audit }) => {
      await show({ ...run, lanes: true });
      expect(await audit()).toEqual([]);
      await page.screenshot({ path: join(ARTIFACTS, 'stage-forced-colours.png') });
    });
  });

  it('keeps every text inside its box, with the fonts of this machine', () =>
    using({ width: 640, height: 1200 }, async ({ page, show }) => {
      for (const { name, run } of SCENES) {
        await show(run);
        const out = await page.evaluate(() =>
          [...document.querySelectorAll('.picture [data-id]')].flatMap((group) => {
            const frame = group.querySelector('.frame')?.getBoundingClientRect();
            return [...group.querySelectorAll('text:not(.says)')].flatMap((text) => {
              const box = text.getBoundingClientRect();
              const over = Math.max((frame?.left ?? 0) - box.left, box.right - (frame?.right ?? 0));
              return over > 1 ? [`${group.getAttribute('data-id')}: ${text.textContent} by ${over}`] : [];
            });
          }),
        );
        expect(out, name).toEqual([]);
      }
    }));

  it('can be walked with the arrow keys; Enter picks, and no key leaks to the page', () =>
    using({}, async ({ page, show }) => {
      const run = SCENES[1]?.run;
      if (run) await show(run);
      await page.evaluate(() => {
        const seen: string[] = [];
        Object.assign(window, { seen });
        document.addEventListener('keydown', (event) => seen.push(event.key));
      });
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-id'));
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('process:reader A');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('page1');
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe('page_wait1');
      await page.keyboard.press('Enter');
      const { picked, seen } = await page.evaluate(() => {
        const host = window as unknown as { stageHost: StageHost; seen: string[] };
        return { picked: host.stageHost.picked, seen: host.seen };
      });
      expect(picked).toEqual(['box page_wait1']);
      expect(seen).toEqual(['Tab']);
    }));

  it('picks the cell under the pointer, and shows a process’s locals while it is pointed at', () =>
    using({}, async ({ page, show }) => {
      const run = SCENES[1]?.run;
      if (run) await show(run);
      await page.locator('[data-cell="page1.mapping"]').first().click();
      await page.locator('[data-id="process:reader B"] .title').click();
      expect(
        await page.evaluate(() => (window as unknown as { stageHost: StageHost }).stageHost.picked),
      ).toEqual(['cell page1.mapping', 'process reader B']);
      await page.locator('[data-id="process:reader B"]').hover();
      expect(await page.locator('.picture .local.p1').count()).toBeGreaterThan(0);
      expect(await page.locator('.picture .local.p0').count()).toBe(0);
    }));

  it('moves nothing when motion is to be reduced, by the system or by the page', async () => {
    const run = SCENES[1]?.run;
    if (!run) throw new Error('no scene');
    const animations = ({ page }: OpenedStage) => page.evaluate(() => document.getAnimations().length);
    await using({ reducedMotion: true }, async (opened) => {
      await opened.show(run);
      expect(await animations(opened)).toBe(0);
    });
    await using({ reducedMotion: false }, async (opened) => {
      await opened.show({ ...run, reducedMotion: true });
      expect(await animations(opened)).toBe(0);
      await opened.page.evaluate((each) => {
        (window as unknown as { stageHost: StageHost }).stageHost.show(each);
      }, run);
      expect(await animations(opened)).toBeGreaterThan(0);
    });
  });

  it('becomes an SVG file that looks the same, and a PNG', () =>
    using({ theme: 'light' }, async ({ page, show }) => {
      const run = SCENES[5]?.run;
      if (run) await show(run);
      const call = <T>(name: 'svg' | 'png') =>
        page.evaluate((method) => {
          const host = (window as unknown as { stageHost: StageHost }).stageHost;
          return host[method]('One bio, two files') as unknown as T;
        }, name);
      const svg = await call<string>('svg');
      expect(svg).not.toContain('var(');
      expect(svg).toContain('#d18616');
      writeFileSync(join(ARTIFACTS, 'stage-export.svg'), svg);
      const [, png = ''] = (await call<string>('png')).split(',');
      writeFileSync(join(ARTIFACTS, 'stage-export.png'), Buffer.from(png, 'base64'));
      // as an XML document of its own it parses
      const faults = await page.evaluate(
        (text) =>
          new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('parsererror').length,
        svg,
      );
      expect(faults).toBe(0);
    }));
});

describe('the lanes in Chromium', () => {
  const run: RunShown = { ...badRun('wait-install', 'page_wait', 'two-steps'), stage: false, lanes: true };
  const host = ({ page }: OpenedStage) =>
    page.evaluate(() => {
      const { picked, hovered } = (window as unknown as { stageHost: StageHost }).stageHost;
      return { picked, hovered };
    });
  const chosen = ({ page }: OpenedStage) => page.locator('[role=option][aria-selected=true]');

  it('show steps, locks, sleep, switches and the broken rule, in every theme', async () => {
    for (const theme of Object.keys(THEMES) as Theme[])
      await using({ theme, height: 900 }, async (opened) => {
        const { page, show, audit } = opened;
        await show({ ...run, at: 11, spots: [{ at: 10, says: 'the word changes', kind: 'interesting' }] });
        expect(await page.locator('[role=option]').count()).toBe(run.choices.length + 1);
        expect(await page.locator('.span.lock').count()).toBeGreaterThan(0);
        expect(await page.locator('.span.sleep').count()).toBeGreaterThan(0);
        expect(await page.locator('.row.switched').count()).toBeGreaterThan(1);
        expect(await page.locator('.row.broken .fn').textContent()).toMatch(/^⚠ /);
        expect(await chosen(opened).textContent()).toContain('Step 11, waiter: wait_on_page_bit_common');
        expect(await page.getByRole('option', { name: /the word changes/ }).count()).toBe(1);
        expect(await audit()).toEqual([]);
        await page.screenshot({ path: join(ARTIFACTS, `lanes-${theme}.png`) });
      });
  });

  it('go by keys, by click and by drag', () =>
    using({ height: 900 }, async (opened) => {
      const { page, show } = opened;
      await show({ ...run, at: 0 });
      await page.getByRole('listbox').focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Home', 'ArrowUp'])
        await page.keyboard.press(key);
      expect((await host(opened)).picked).toEqual([1, 2, 1, run.choices.length, 0]);
      expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe('lane-row-0');
      await page.locator('#lane-row-7').click();
      expect(await chosen(opened).getAttribute('id')).toBe('lane-row-7');
      const box = await page.locator('#lane-row-7').boundingBox();
      if (!box) throw new Error('no row');
      await page.mouse.move(100, box.y + 5);
      await page.mouse.down();
      await page.mouse.move(100, box.y + 5 + 26 * 4, { steps: 4 });
      await page.mouse.up();
      expect(await chosen(opened).getAttribute('id')).toBe('lane-row-11');
      const { picked, hovered } = await host(opened);
      expect(picked.slice(-5)).toEqual([7, 8, 9, 10, 11]);
      expect(hovered).toContain(7);
    }));

  it('keep a window of ten thousand steps in the document, and find their way to any of them', () =>
    using({ height: 700 }, async (opened) => {
      const { page } = opened;
      await page.evaluate(
        (each) => {
          (window as unknown as { stageHost: StageHost }).stageHost.long(each, 10_000);
        },
        { ...run, at: 0 },
      );
      await expect.poll(() => page.locator('[role=option]').count()).toBeLessThan(80);
      await page.getByRole('listbox').focus();
      await page.keyboard.press('End');
      await expect.poll(() => page.locator('#lane-row-10000').isVisible()).toBe(true);
      expect(await chosen(opened).getAttribute('aria-setsize')).toBe('10001');
      await page.evaluate(() => document.querySelector('.steps')?.scrollTo(0, 130_000));
      await expect.poll(() => page.locator('#lane-row-5010').isVisible()).toBe(true);
      // the chosen one stays, for whoever listens
      expect(await chosen(opened).getAttribute('id')).toBe('lane-row-10000');
      expect(await page.locator('[role=option]').count()).toBeLessThan(80);
    }));
});
