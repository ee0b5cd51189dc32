// The page in Chromium: traces, pictures, explorations, the host, what is kept.
import { describe, expect, it } from 'vitest';
import { button, goTo, lastRun, now, panelInChromium, sent, soon, withBug, XFS } from '../panelHarness.ts';

const using = panelInChromium();

describe('traces and pictures', () => {
  it('are copied, saved, and opened again', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await button(page, 'Copy as one line').click();
      await button(page, 'Copy as JSON').click();
      await button(page, 'Save …').click();
      await button(page, 'Debug this run').click();
      const [line, json] = (await sent(opened, 'copy')).map(({ text }) => String(text));
      expect(line).toMatch(/^ms1~xfs-null-check~page_mapping~null-test~~/);
      expect(JSON.parse(json ?? '')).toMatchObject({ format: 'mapshift-trace' });
      expect(await sent(opened, 'save')).toMatchObject([
        { name: 'xfs-null-check.json', content: { text: json } },
      ]);
      expect(await sent(opened, 'debug')).toHaveLength(1);
      await page.getByLabel('Scenario').selectOption('bio-two-files');
      await page.getByLabel(/paste it here/).fill(line ?? '');
      await button(page, 'Open').click();
      expect(await lastRun(opened)).toMatchObject({ play: { scenario: 'xfs-null-check' } });
      expect(await page.locator('.note').textContent()).toContain('A run of 15 steps was opened');
      await button(page, 'Open a file …').click();
      expect(await sent(opened, 'openTrace')).toHaveLength(1);
    }));

  it('that are damaged or hostile give one clear line and change nothing', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const before = await lastRun(opened);
      for (const text of [
        '<img src=x onerror=alert(1)>',
        '{"format":"mapshift-trace"}',
        'ms1~x~y~z~~00~0000000',
        '[]',
      ]) {
        await opened.tell({ type: 'trace', text });
        const note = (await opened.page.getByRole('alert').textContent()) ?? '';
        expect(note.length).toBeGreaterThan(10);
        expect(note.split('\n')).toHaveLength(1);
        expect(await lastRun(opened)).toEqual(before);
      }
    }));

  it('are saved as SVG and PNG of what is seen', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await page.keyboard.press('End');
      await button(page, 'SVG').click();
      await button(page, 'PNG').click();
      await soon(async () => (await sent(opened, 'save')).length).toBe(2);
      const [svg, png] = (await sent(opened, 'save')) as {
        name: string;
        content: { text: string; base64: string };
      }[];
      expect(svg?.name).toBe('xfs-null-check-15.svg');
      expect(svg?.content.text).toMatch(/^<svg [^>]*>[\s\S]*state after step 15 of 15[\s\S]*<\/svg>$/);
      expect(
        Buffer.from(png?.content.base64 ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }));
});

describe('explorations', () => {
  it('can be cancelled while the worker works', () =>
    using({}, async (opened) => {
      await opened.tell({
        type: 'open',
        what: {
          play: { scenario: 'wait-install' },
          setting: {
            scheme: 'page_wait',
            variant: 'one-section',
            set: { readers: 3, truncaters: 2, waiters: 2, pages: 3 },
          },
        },
      });
      const { page } = opened;
      await button(page, 'Find a bug').click();
      await soon(() => page.locator('.exploring').textContent()).toMatch(
        /[1-9][\d,]* states, \d+ steps deep/,
      );
      await button(page, 'Cancel').click();
      expect(await page.locator('.exploring').count()).toBe(0);
      expect(await page.locator('.outcome').count()).toBe(0);
      // and another question is answered afterwards
      await withBug(opened);
    }));

  it('go to the host where the page cannot do them, and come back from it', () =>
    using({}, async (opened) => {
      const { page, tell } = opened;
      // without its worker the page has to ask
      await page.route('**/panelWorker.js', (route) => route.abort());
      await tell(XFS);
      await button(page, 'Find a bug').click();
      await soon(async () => (await sent(opened, 'explore')).length).toBe(1);
      expect(await page.locator('.exploring').textContent()).toContain('In the extension host');
      const [{ job } = {}] = await sent(opened, 'explore');
      const progress = {
        states: 5000,
        waiting: 1,
        transitions: 9000,
        depth: 12,
        seconds: 1,
        phase: 'search',
      };
      await tell({ type: 'report', job, outcome: { kind: 'progress', progress } });
      expect(await page.locator('.exploring').textContent()).toContain('5,000 states, 12 steps deep');
      await tell({ type: 'report', job: 99, outcome: { kind: 'failed', why: 'not mine' } });
      const findings = {
        goal: 'bug',
        verdict: 'holds',
        states: 8000,
        transitions: 20_000,
        depth: 30,
        seconds: 2,
        symmetry: 1,
      };
      await tell({ type: 'report', job, outcome: { kind: 'found', findings } });
      expect(await page.locator('.found').textContent()).toContain('Holds: all 8,000 states explored');
      await button(page, 'Show a passing run').click();
      await soon(async () => (await sent(opened, 'explore')).length).toBe(2);
      await page.keyboard.press('Escape');
      await soon(async () => (await sent(opened, 'cancel')).length).toBe(1);
      expect((await sent(opened, 'fault')).length).toBe(2);
      opened.problems.length = 0; // the browser tells of the worker that was kept from it
    }));
});

describe('the host', () => {
  it('is followed along the run, but not into runs that there are not', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { choices } = await lastRun(opened);
      await opened.tell({ type: 'go', choices, at: 12 });
      expect(await now(opened.page)).toContain('Step 12');
      await opened.tell({ type: 'go', choices: [{ process: 7, way: 0 }], at: 1 });
      expect(await now(opened.page)).toContain('Step 12');
      expect(await opened.page.getByRole('alert').textContent()).toContain('step 1');
    }));

  it('may send anything: what is no message changes nothing', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const before = await opened.page.locator('main').textContent();
      const hostile: unknown[] = [
        null,
        42,
        [],
        { type: 'open' },
        { type: 'open', what: { play: { scenario: '<b>' } } },
        { type: 'open', what: { play: { program: { entry: 'x' } } } },
        { type: 'go', choices: 'x', at: 0 },
        { type: 'report', job: 1, outcome: { kind: 'found' } },
        { type: 'eval', text: 'alert(1)' },
        { type: 'x'.repeat(100_000) },
      ];
      for (const message of hostile) await opened.tell(message);
      expect(await opened.page.locator('main').textContent()).toBe(before);
      expect(await sent(opened, 'fault')).toHaveLength(hostile.length);
      await opened.tell({ type: 'open', what: { play: { scenario: 'no-such' } } });
      expect(await opened.page.getByRole('alert').textContent()).toContain('no scenario no-such');
    }));
});

describe('what is kept', () => {
  it('brings the page back as it was, after reload and restart', () =>
    using({}, async (opened) => {
      await withBug(opened);
      await goTo(opened.page, 11);
      await opened.page.getByLabel('Compare with').selectOption('field');
      await opened.page.getByLabel('Filter fields').fill('page1');
      await opened.page.waitForTimeout(300);
      const state = await opened.kept();
      const picture = await opened.page.locator('.picture').first().textContent();
      await using({ state }, async (again) => {
        expect(await now(again.page)).toContain('Step 11 of 15');
        expect(await again.page.getByLabel('Compare with').inputValue()).toBe('field');
        expect(await again.page.getByLabel('Filter fields').inputValue()).toBe('page1');
        expect(await again.page.locator('.picture').first().textContent()).toBe(picture);
      });
    }));

  it.each([[null], ['x'], [{ version: 1, run: { play: { scenario: 'gone' } } }], [{ version: 2 }]])(
    'that cannot be used (%j) is left out',
    (state) =>
      using({ state }, async ({ page }) => {
        expect(await page.locator('h1').textContent()).toBe('Play a code path');
      }),
  );
});
