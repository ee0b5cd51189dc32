// The page in Chromium: the other views, themes, narrow panels, reduced motion.
// code handed to page.evaluate() runs in the page
/// <reference lib="dom" />
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STOPS } from '../../../client/webview/panel/tour/stops/index.ts';
import { ARTIFACTS } from '../harness.ts';
import { button, goTo, lastRun, panelInChromium, soon, withBug } from '../panelHarness.ts';
import { THEMES, type Theme } from '../themes.ts';

const using = panelInChromium();

describe('the guided tour', () => {
  it('goes from caption to caption and from stop to stop, by itself and by hand', () =>
    using({}, async (opened) => {
      await opened.tell({ type: 'open', what: { tour: '' } });
      const { page } = opened;
      await page.getByRole('button', { name: /Is this page still in its file/ }).click();
      await page.locator('.show').waitFor();
      const says = () => page.locator('.spoken').first().textContent();
      const first = await says();
      await button(page, 'Next caption').click();
      expect(await says()).not.toBe(first);
      await page.keyboard.press('ArrowLeft');
      expect(await says()).toBe(first);
      await button(page, 'Play the stop').click();
      await button(page, 'Pause').click();
      await button(page, 'Take over here').click();
      expect(await lastRun(opened)).toMatchObject({
        play: { scenario: 'xfs-null-check' },
        setting: { scheme: 'field' },
        at: 3,
      });
      await button(page, 'Guided tour').click();
      for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
      await button(page, /^Next stop/).click();
      expect(await page.locator('h1').textContent()).toBe('KSM does it already');
    }));
});

describe('the curves', () => {
  it('are drawn, follow the sliders, and name the source of each number', () =>
    using({}, async (opened) => {
      await opened.tell({ type: 'open', what: { workload: 'atomics', set: { tags: 32 } } });
      const { page } = opened;
      await page.locator('.chart').first().waitFor();
      const curve = () => page.locator('.chart path').last().getAttribute('d');
      const slider = page.getByLabel(/requests under way at once/);
      expect(await page.locator('.source').first().textContent()).toContain('nvbandwidth');
      expect(await page.locator('.slider').filter({ has: slider }).textContent()).toContain('set by you');
      await button(page, 'As it was').click();
      expect(await page.locator('.slider').filter({ has: slider }).textContent()).toContain('assumed');
      const before = await page.locator('.chart').last().innerHTML();
      await page.getByLabel(/round trip of a non-posted/).fill('90');
      await soon(() => page.locator('.chart').last().innerHTML()).not.toBe(before);
      expect(await curve()).toMatch(/^M/);
      await page.getByLabel('Workload').selectOption('wait-hot-page');
      await soon(() => page.locator('h1').textContent()).not.toContain('PCIe');
    }));
});

describe('good manners', () => {
  it.each(Object.keys(THEMES) as Theme[])(
    'has no accessibility fault in %s',
    (theme) =>
      using({ theme, width: 1400 }, async (opened) => {
        const { page, audit } = opened;
        await soon(audit).toEqual([]);
        await withBug(opened, { type: 'open', what: { play: { scenario: 'wait-install' } } });
        await goTo(page, 13);
        await soon(audit).toEqual([]);
        await page.screenshot({ path: join(ARTIFACTS, `panel-play-${theme}.png`), fullPage: true });
        await page.keyboard.press('End');
        await page.getByLabel('Compare with').selectOption('field');
        await soon(audit).toEqual([]);
        await page.screenshot({ path: join(ARTIFACTS, `panel-compare-${theme}.png`), fullPage: true });
        await opened.tell({ type: 'open', what: { workload: 'wait-collision' } });
        await page.locator('.chart').first().waitFor();
        await soon(audit).toEqual([]);
        await page.screenshot({ path: join(ARTIFACTS, `panel-curves-${theme}.png`), fullPage: true });
        for (const { id, beats } of theme === 'dark' ? STOPS : STOPS.slice(2, 3)) {
          await opened.tell({ type: 'open', what: { tour: id } });
          await page.locator('.show').waitFor();
          for (let i = 0; i < Math.floor(beats.length / 2); i++) await page.keyboard.press('ArrowRight');
          await page.screenshot({ path: join(ARTIFACTS, `panel-tour-${id}-${theme}.png`), fullPage: true });
        }
        await soon(audit).toEqual([]);
      }),
    60_000,
  );

  it('fits a panel of 360 pixels', () =>
    using({ width: 360 }, async (opened) => {
      const overflow = () => opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await withBug(opened);
      await soon(overflow).toBeLessThanOrEqual(0);
      await opened.page.getByLabel('Compare with').selectOption('field');
      await soon(overflow).toBeLessThanOrEqual(0);
      await opened.tell({ type: 'open', what: { workload: 'wait-collision' } });
      await opened.page.locator('.chart').first().waitFor();
      await soon(overflow).toBeLessThanOrEqual(0);
      await opened.tell({ type: 'open', what: { tour: 'page-wait' } });
      await opened.page.locator('.show').waitFor();
      await soon(overflow).toBeLessThanOrEqual(0);
    }));

  it('moves nothing for those who asked for that', () =>
    using({ reducedMotion: true }, async (opened) => {
      await withBug(opened);
      await opened.page.keyboard.press('ArrowRight');
      const moving = await opened.page.evaluate(
        () =>
          [...document.querySelectorAll('*')]
            .map((each) => getComputedStyle(each))
            .filter(
              ({ transitionDuration, animationName, animationDuration }) =>
                transitionDuration !== '0s' || (animationName !== 'none' && animationDuration !== '0s'),
            ).length,
      );
      expect(moving).toBe(0);
    }));
});
