/** The panel as a user of the workbench meets it. */
import type { Frame, Page } from 'playwright-core';
import { command, PATIENCE } from './workbench.ts';

/**
 * Clicks the lens above the line that the cursor is on (1-based). Whenever an extension of the editor's own starts
 * that brings lenses, the editor forgets what those on the screen do until it has drawn them again: it says so, and
 * then they are clicked again.
 * @returns when the click was made that counts, as Date.now() tells it
 */
export async function playLensAt(page: Page, line: number): Promise<number> {
  const deadline = Date.now() + PATIENCE;
  let before: Spot | undefined;
  while (Date.now() < deadline) {
    const spot = await lensSpot(page, line);
    // while the editor scrolls or draws its lenses again, the spot is not yet the lens's own
    if (spot && before && spot.x === before.x && spot.y === before.y) {
      const clicked = Date.now();
      await page.mouse.click(spot.x, spot.y);
      if (!(await isForgotten(page))) return clicked;
    }
    before = spot;
    await page.waitForTimeout(300);
  }
  throw new Error(`line ${line} has no lens that plays`);
}

/** Whether the editor answers the click with its complaint, not with the panel. */
async function isForgotten(page: Page): Promise<boolean> {
  const notice = page.locator('.notification-list-item', { hasText: 'Actual command not found' }).first();
  await notice.or(page.locator('iframe.webview')).first().waitFor({ state: 'attached', timeout: PATIENCE });
  if ((await notice.count()) === 0) return false;
  await command(page, 'Notifications: Clear All Notifications');
  return true;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The middle of that lens, read in one go: asked one by one, lenses vanish in between. */
function lensSpot(page: Page, line: number): Promise<Spot | undefined> {
  return page.evaluate((text) => {
    const number = [...document.querySelectorAll('.line-numbers.active-line-number')].find(
      (element) => element.textContent === text,
    );
    const below = number?.getBoundingClientRect().y;
    if (below === undefined) return undefined;
    for (const lens of document.querySelectorAll('.codelens-decoration a')) {
      if (!lens.textContent.includes('Play this code path')) continue;
      const { x, y, width, height } = lens.getBoundingClientRect();
      if (y < below && below - y <= 40) return { x: x + width / 2, y: y + height / 2 };
    }
    return undefined;
  }, String(line));
}

/** The panel's own document, once it shows something: webviews are frames in frames. */
export async function panelFrame(page: Page): Promise<Frame> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      const shown = await frame
        .locator('#root[data-worker] h1')
        .count()
        .catch(() => 0);
      if (shown > 0) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`the panel did not come up; the editor says: ${await notifications(page)}`);
}

/** What the editor has told so far, also where it was put away by itself. */
async function notifications(page: Page): Promise<string> {
  await command(page, 'Notifications: Show Notifications');
  await page.waitForTimeout(500);
  const said = await page.locator('.notification-list-item-message').allTextContents();
  return said.join('; ') || 'nothing';
}

/** A key for the panel, wherever the focus was. */
export async function press(panel: Frame, key: string): Promise<void> {
  await panel.locator('body').press(key);
}

/** What the editor wrote behind the lines where processes stand. */
export function markTexts(page: Page): Promise<string[]> {
  // the text is the content of a pseudo-element
  return page.evaluate(() =>
    [...document.querySelectorAll('.monaco-editor .view-line span')]
      .map((span) => getComputedStyle(span, '::after').content)
      .filter((content) => /[◀◁]/.test(content)),
  );
}
