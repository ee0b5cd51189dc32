// The page in Chromium: playing, choosing what is played, code paths.
import { describe, expect, it } from 'vitest';
import { button, goTo, lastRun, now, panelInChromium, sent, soon, withBug } from '../panelHarness.ts';

const using = panelInChromium();

describe('playing', () => {
  it('begins empty, says that it listens, and opens a scenario from the list', () =>
    using({}, async (opened) => {
      expect(await opened.posted()).toEqual([{ type: 'ready' }]);
      await opened.page.getByRole('button', { name: /A NULL mapping as the sign/ }).click();
      expect(await lastRun(opened)).toMatchObject({
        play: { scenario: 'xfs-null-check' },
        choices: [],
        at: 0,
      });
      expect(await now(opened.page)).toContain('Choose who goes first');
    }));

  it('finds the shortest counterexample in its worker and plays it', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      expect(await page.locator('.found').textContent()).toMatch(
        /violated.*the page read belongs.*15 steps/s,
      );
      await button(page, 'One step forward').click();
      expect(await now(page)).toContain('generic_file_buffered_read');
      await button(page, 'To the end').click();
      expect(await now(page)).toContain('Rule broken: the page read belongs to the file meant');
      expect(await page.locator('.rules .broken').textContent()).toMatch(
        /at step 15.*finder, copy_page_to_iter/s,
      );
      await button(page, 'One step back').click();
      await button(page, 'Previous interesting state').click();
      await button(page, 'Next interesting state').click();
      await button(page, 'To the start').click();
      expect(await lastRun(opened)).toMatchObject({ at: 0 });
    }));

  it('forks where another step is chosen, says who waits and why, and returns', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await goTo(page, 9);
      await page.locator('.choice').filter({ hasText: 'finder' }).click();
      expect((await lastRun(opened)).choices).toHaveLength(10);
      expect(await page.locator('.note').textContent()).toContain('Another step was taken here');
      for (const _ of [1, 2, 3]) {
        const finder = page.locator('.choice').filter({ hasText: 'finder' });
        if ((await finder.count()) > 0) await finder.first().click();
      }
      const waiting = page.locator('.waiting');
      expect(await waiting.textContent()).toMatch(/finder waits in/);
      await button(page, 'Return to the run left').click();
      expect(await lastRun(opened)).toMatchObject({ at: 9 });
      expect((await lastRun(opened)).choices).toHaveLength(15);
    }));

  it('names the field that a process waits for, and since which step', () =>
    using({}, async (opened) => {
      await opened.tell({ type: 'open', what: { play: { scenario: 'mismatch-check' } } });
      const { page } = opened;
      await page.locator('.choice').filter({ hasText: 'truncate' }).click();
      await page.getByLabel('Variant').selectOption('f-mapping');
      await page.locator('.choice').filter({ hasText: 'reader' }).click();
      expect(await page.locator('.waiting').textContent()).toMatch(
        /reader waits in lock_page.*page\.locked is 1 since step 1 \(truncate/s,
      );
      await button(page, 'step 1').click();
      expect(await now(page)).toContain('takes the page lock');
    }));

  it('shows a passing run, and says where there is none', () =>
    using({}, async (opened) => {
      await opened.tell({
        type: 'open',
        what: {
          play: { scenario: 'duplicate-gpus' },
          setting: { scheme: 'page_attachment', variant: 'collapse-first', set: {} },
        },
      });
      const { page } = opened;
      await button(page, 'Show a passing run').click();
      await soon(() => page.locator('.found').textContent()).toMatch(/everybody ends and nothing breaks/);
      await button(page, 'To the end').click();
      expect(await page.locator('.next').textContent()).toContain('Every path has ended');
    }));

  it('plays by itself at the speed chosen, and pauses', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await page.getByLabel('Speed').selectOption('60');
      await button(page, 'Play the run').click();
      await soon(() => now(page)).toContain('Step 15 of 15');
      await soon(() => button(page, 'Play the run').count()).toBe(1);
      await page.getByLabel('Speed').selectOption('0.5');
      await button(page, 'Play the run').click();
      await button(page, 'Pause').click();
      expect(await now(page)).toContain('The start');
    }));

  it('scrubs, and goes where the lanes are clicked', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await page.getByLabel('Step', { exact: true }).fill('7');
      expect(await lastRun(opened)).toMatchObject({ at: 7 });
      await page.locator('.lanes .fn').getByText('find_get_entry').first().click();
      expect(await now(page)).toContain('find_get_entry');
    }));

  it('opens the kernel function of a step in the editor', () =>
    using({}, async (opened) => {
      await withBug(opened);
      await opened.page.keyboard.press('End');
      await opened.page
        .locator('.step-now')
        .getByRole('button', { name: 'Open copy_page_to_iter in the editor' })
        .click();
      expect(await sent(opened, 'reveal')).toEqual([
        { type: 'reveal', target: { name: 'copy_page_to_iter' } },
      ]);
    }));
});

describe('choosing what is played', () => {
  it('takes scheme, variant and parameters, and keeps the steps that they allow', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await page.getByLabel('Scheme').selectOption('field');
      expect((await lastRun(opened)).setting.scheme).toBe('field');
      await page.getByLabel('Variant').selectOption('inverted');
      expect((await lastRun(opened)).setting.variant).toBe('inverted');
      await page.getByText('Parameters').click();
      await page.getByLabel(/finders that use the test/).fill('2');
      await page.keyboard.press('Enter');
      expect((await lastRun(opened)).setting.set).toEqual({ readers: 2 });
      expect(await page.locator('.picture').first().textContent()).toContain('finder B');
      await page.getByLabel('Scenario').selectOption('bio-two-files');
      expect(await lastRun(opened)).toMatchObject({ play: { scenario: 'bio-two-files' }, choices: [] });
    }));

  it('compares two schemes on the same choices, and says where they part', () =>
    using({ width: 1400 }, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await page.getByLabel('Compare with').selectOption('field');
      expect(await page.locator('.parting').textContent()).toMatch(
        /They part at step 15.*copy_page_to_iter.*unlock_page/s,
      );
      expect(await page.locator('.pictures figure').count()).toBe(2);
      await button(page, 'step 15').click();
      expect(await now(page)).toContain('Step 15');
    }));

  it('filters the state, by hand and by choosing a box', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      await goTo(page, 11);
      await page.getByLabel('changed only').check();
      expect(await page.locator('.fields tbody tr').allTextContents()).toEqual([
        expect.stringMatching(/^mapping\.slot\s*page1\s*NULL/),
        expect.stringMatching(/page_mapping1\.mapping\s*mapping1\s*NULL/),
      ]);
      await page.getByLabel('changed only').uncheck();
      await page.getByLabel('Filter fields').fill('finder.');
      expect(await page.locator('.fields tbody tr').count()).toBeLessThan(6);
      await page.locator('.picture [data-id="page2"]').click({ position: { x: 20, y: 10 } });
      expect(await page.getByLabel('Filter fields').inputValue()).toMatch(/^page2/);
    }));
});

describe('a play from code', () => {
  it('opens the line of each step, and lists what was guessed and left out', () =>
    using({}, async (opened) => {
      const at = (line: number) => ({ file: 'mm/toy.c', line });
      const step = { via: ['toy_truncate'] };
      const program = {
        version: 1,
        entry: 'toy_truncate',
        at: at(10),
        release: 'v6.1',
        given: { page: true, referenced: true, locked: false, why: ['the caller holds a reference'] },
        instructions: [
          { ...step, op: 'lock', at: at(12), fn: 'lock_page', text: 'lock_page(page);' },
          {
            ...step,
            op: 'write-field-null',
            at: at(13),
            fn: 'toy_truncate',
            text: 'page->mapping = NULL;',
            guess: 'the type was guessed',
          },
          { ...step, op: 'unlock', at: at(14), fn: 'unlock_page', text: 'unlock_page(page);' },
        ],
        leftOut: [{ at: at(15), kind: 'call', what: 'toy_log', why: 'it does not touch the page' }],
      };
      await opened.tell({ type: 'open', what: { play: { program } } });
      const { page } = opened;
      for (let i = 0; i < 8 && !(await now(page)).includes('lock_page'); i++)
        await page.locator('.choice').first().click();
      await page.locator('.step-now').getByRole('button', { name: 'Open mm/toy.c, line 12' }).click();
      expect(await sent(opened, 'reveal')).toEqual([
        { type: 'reveal', target: { file: 'mm/toy.c', line: 12 } },
      ]);
      expect(await page.locator('.left-out').textContent()).toMatch(
        /holds a reference.*type was guessed.*toy_log.*does not touch/s,
      );
      expect(await page.getByLabel('Against').locator('option').count()).toBeGreaterThan(2);
      expect((await lastRun(opened)).play).toEqual({ program });
    }));
});
