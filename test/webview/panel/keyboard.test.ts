// The page in Chromium, worked with the keyboard alone.
// code handed to page.evaluate() runs in the page
/// <reference lib="dom" />
import { describe, expect, it } from 'vitest';
import { button, lastRun, now, panelInChromium, withBug, XFS } from '../panelHarness.ts';

const using = panelInChromium();

describe('the keyboard', () => {
  it('does everything: steps, ends, play, choices, interesting states, help', () =>
    using({}, async (opened) => {
      const { page } = opened;
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await opened.tell(XFS);
      await press('b');
      await page.locator('.outcome').waitFor();
      await press('ArrowRight', 'ArrowDown', 'ArrowLeft');
      expect(await lastRun(opened)).toMatchObject({ at: 1 });
      await press('End');
      expect(await now(page)).toContain('Step 15');
      await press('[');
      const interesting = (await lastRun(opened)).at;
      expect(interesting).toBeLessThan(15);
      await press(']', 'Home');
      expect(await lastRun(opened)).toMatchObject({ at: 0 });
      await press('2');
      expect(await lastRun(opened)).toMatchObject({ at: 1, choices: [{ process: 1, way: 0 }] });
      await press('Backspace');
      expect((await lastRun(opened)).choices).toHaveLength(15);
      await press(' ');
      await button(page, 'Pause').waitFor();
      await press(' ');
      await button(page, 'Play the run').waitFor();
      await press('?');
      expect(await page.getByRole('dialog').textContent()).toContain('Take the next step with this number');
      await press('Escape');
      expect(await page.getByRole('dialog').count()).toBe(0);
    }));

  it('reaches every control by Tab, shows where it is, and leaves fields their own keys', () =>
    using({}, async (opened) => {
      await withBug(opened);
      const { page } = opened;
      const seen = new Set<string>();
      await page.locator('nav button').first().focus();
      for (let i = 0; i < 60; i++) {
        const { label, aside, outline } = await page.evaluate(() => {
          const at = document.activeElement;
          const label = at?.getAttribute('aria-label') ?? at?.textContent ?? '';
          return {
            label: label || (at?.id ?? ''),
            aside: at === document.body || at?.closest('.picture') !== null,
            outline: at ? getComputedStyle(at).outlineStyle : '',
          };
        });
        seen.add(label.trim());
        // boxes of the picture show the focus by their frames
        if (label !== '' && i > 0 && !aside) expect(outline, label).not.toBe('none');
        await page.keyboard.press('Tab');
      }
      for (const label of [
        'Guided tour',
        'Find a bug',
        'Play the run',
        'To the end',
        'Step',
        'SVG',
        'Filter fields',
        'Copy as JSON',
        'Open a file …',
      ])
        expect(
          [...seen].some((each) => each.startsWith(label)),
          label,
        ).toBe(true);
      await page.getByLabel('Filter fields').fill('page');
      await page.keyboard.press('Home');
      await page.keyboard.press('2');
      expect(await page.getByLabel('Filter fields').inputValue()).toBe('2page');
      expect(await lastRun(opened)).toMatchObject({ at: 0 });
    }));

  it('keeps the focus when the list of steps changes, and tells each step', () =>
    using({}, async (opened) => {
      await opened.tell(XFS);
      const { page } = opened;
      await page.locator('.choice').first().focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('choice');
      expect(await page.locator('#live').textContent()).toMatch(/^Step 2 of 2\. finder, find_get_entry/);
      expect(await page.locator('#live').getAttribute('aria-live')).toBe('polite');
    }));
});
