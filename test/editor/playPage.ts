/** The panel as a user of the workbench meets it. */
import type { Frame, Page } from 'playwright-core';
import { command, PATIENCE } from './workbench.ts';

/** Clicks the lens above the line that the cursor is on (1-based). */
export async function playLensAt(page: Page, line: number): Promise<void> {
  const number = page.locator('.line-numbers.active-line-number', { hasText: String(line) }).first();
  const lenses = page.locator('.codelens-decoration a', { hasText: 'Play this code path' });
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const below = (await number.boundingBox())?.y ?? 0;
    for (const lens of await lenses.all()) {
      const box = await lens.boundingBox();
      if (!box || box.y >= below || below - box.y > 40) continue;
      await lens.click();
      return;
    }
    await page.waitForTimeout(300);
  }
  throw new Error(`line ${line} has no lens that plays`);
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
