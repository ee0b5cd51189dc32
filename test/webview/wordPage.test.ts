// code handed to page.evaluate() runs in the page
/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordPanelHtml } from '../../client/shared/wordPanelHtml.ts';
import { FIRST_STATE } from '../../client/shared/wordProtocol.ts';
import { ARTIFACTS, bundle, launch, NONCE, type Opened, type OpenOptions, ORIGIN, open } from './harness.ts';
import { THEMES, type Theme } from './themes.ts';

let browser: Browser;
let script: string;
const html = wordPanelHtml(ORIGIN, `${ORIGIN}/webview.js`, NONCE);

beforeAll(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  [browser, script] = await Promise.all([launch(), bundle('client/webview/main.ts')]);
});
afterAll(() => browser?.close());

async function using(options: Omit<OpenOptions, 'html' | 'scripts'>, run: (opened: Opened) => Promise<void>) {
  const opened = await open(browser, { ...options, html, scripts: { 'webview.js': script } });
  try {
    await run(opened);
    expect(opened.problems).toEqual([]);
  } finally {
    await opened.page.context().close();
  }
}

const word = (page: Opened['page']) => page.locator('.drawing');
const currentRow = (page: Opened['page']) => page.locator('tr[aria-current]');

describe('the page "The mapping word"', () => {
  it('starts with a file page that somebody waits on, and tells the host that it listens', () =>
    using({}, async ({ page, posted }) => {
      expect(await posted()).toEqual([{ type: 'ready' }]);
      await expect.poll(() => word(page).textContent()).toContain('Its bits say: an anonymous page');
      expect(await word(page).textContent()).toContain('Today the same bits say: a pointer without tag');
      expect(await currentRow(page).textContent()).toContain('oops when it is used as an inode');
    }));

  it('follows each control and keeps the state', () =>
    using({}, async ({ page, kept }) => {
      await page.getByLabel('Kernel').selectOption('6.19');
      await page.getByLabel('Kind of page').selectOption('ksm');
      await page.getByLabel('the field as it is').check();
      await page.getByLabel('tests its tag').check();
      expect(await kept()).toEqual({ era: '6.19', kind: 'ksm', scheme: 'field', access: 'tag-test' });
      expect(await word(page).textContent()).toContain('stable_node + FOLIO_MAPPING_KSM');
      expect(await currentRow(page).textContent()).toContain('anonymous and KSM');
      expect(await page.locator('.bit.set').count()).toBe(2);
      await page.getByLabel('stores into it').check();
      await page.getByLabel('page_wait: somebody waits on the page').check();
      expect(await currentRow(page).textContent()).toContain('the waiters are never woken');
    }));

  it('shows what accessors return today and under the proposal', () =>
    using({ state: { ...FIRST_STATE, era: '4.17' } }, async ({ page }) => {
      const row = page.getByRole('row', { name: /^page_mapping\(\)/ });
      expect(await row.getByRole('cell').allTextContents()).toEqual(['file address_space', 'NULL']);
      await page.getByLabel('the field as it is').check();
      expect(await row.getByRole('cell').allTextContents()).toEqual(['file address_space', 'the same']);
    }));

  it('offers no page that the kernel did not have, and leaves it when the kernel changes', () =>
    using({ state: { ...FIRST_STATE, kind: 'fsdax-shared' } }, async ({ page, kept }) => {
      await page.getByLabel('Kernel').selectOption('4.17');
      expect(await page.getByLabel('Kind of page').inputValue()).toBe('file');
      expect(await kept()).toMatchObject({ era: '4.17', kind: 'file' });
      expect(await page.locator('option[value="fsdax-shared"]').isDisabled()).toBe(true);
    }));

  it('can be worked with the keyboard alone', () =>
    using({}, async ({ page, kept, posted }) => {
      const focused = () =>
        page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.tagName);
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await press('Tab');
      expect(await focused()).toBe('era');
      await press('ArrowDown');
      expect(await kept()).toMatchObject({ era: '6.12' });
      await press('Tab', 'ArrowDown', 'ArrowDown');
      expect(await kept()).toMatchObject({ kind: 'anon' });
      await press('Tab');
      expect(await focused()).toBe('scheme');
      await press('ArrowUp');
      expect(await kept()).toMatchObject({ scheme: 'page_mapping' });
      await press('Tab', 'ArrowDown');
      expect(await kept()).toMatchObject({ access: 'tag-test' });
      await press('Tab', 'Tab', 'Tab', 'Enter');
      expect(await focused()).toBe('BUTTON');
      const copied = (await posted()).at(-1) as { type: string; text: string };
      expect(copied.type).toBe('copy');
      expect(copied.text).toContain('Anonymous page in v6.12: the word is page_mapping');
      expect(await page.getByRole('status').textContent()).toBe('Copied.');
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );
      expect(outline).toBe('solid');
    }));

  it('keeps the focus where it was when the picture changes', () =>
    using({}, async ({ page }) => {
      await page.getByLabel('reads it').focus();
      await page.keyboard.press('Space');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe('read');
    }));

  it('shows what the host asks for', () =>
    using({}, async ({ page, tell, kept }) => {
      await tell({ type: 'show', state: { kind: 'removed', scheme: 'page_mapping', access: 'null-test' } });
      expect(await kept()).toEqual({
        era: FIRST_STATE.era,
        kind: 'removed',
        scheme: 'page_mapping',
        access: 'null-test',
      });
      expect(await page.getByLabel('Kind of page').inputValue()).toBe('removed');
      expect(await currentRow(page).textContent()).toContain('not NULL');
    }));

  it('ignores messages that it does not know', () =>
    using({}, async ({ page, tell, kept }) => {
      const before = await page.locator('main').innerHTML();
      const hostile: unknown[] = [
        null,
        42,
        'show',
        [],
        {},
        { type: 'show' },
        { type: 'show', state: null },
        { type: 'show', state: [] },
        { type: 'show', state: { era: '<img src=x onerror=alert(1)>' } },
        { type: 'show', state: { era: '6.12', kind: 'constructor' } },
        { type: 'show', state: { scheme: ['page_wait'] } },
        { type: 'show', state: { access: '__proto__' } },
        { type: 'eval', text: 'alert(1)' },
        { type: 'x'.repeat(100_000) },
      ];
      for (const message of hostile) await tell(message);
      expect(await page.locator('main').innerHTML()).toBe(before);
      expect(await kept()).toBeUndefined();
    }));

  it.each([[null], ['6.1'], [{ era: 7 }], [{ kind: '<script>' }]])(
    'starts anew from a kept state %j',
    (state) =>
      using({ state }, async ({ page }) => {
        expect(await page.getByLabel('Kernel').inputValue()).toBe(FIRST_STATE.era);
      }),
  );

  it('fits a narrow panel without scrolling sideways', () =>
    using({ width: 320 }, async ({ page }) => {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(ARTIFACTS, 'word-narrow.png'), fullPage: true });
    }));

  it('moves nothing for those who asked for that', () =>
    using({ reducedMotion: true }, async ({ page }) => {
      const durations = await page.evaluate(() =>
        [...document.querySelectorAll('*')].map((each) => getComputedStyle(each).transitionDuration),
      );
      expect(new Set(durations)).toEqual(new Set(['0s']));
    }));

  it.each(Object.keys(THEMES) as Theme[])('has no accessibility fault in %s', (theme) =>
    using({ theme }, async ({ page, audit }) => {
      expect(await audit()).toEqual([]);
      await page.screenshot({ path: join(ARTIFACTS, `word-${theme}.png`), fullPage: true });
      await page.getByLabel('the field as it is').check();
      await page.getByLabel('Kind of page').selectOption('removed');
      expect(await audit()).toEqual([]);
    }),
  );
});
