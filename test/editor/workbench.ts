/** The workbench's page as a user sees it: what to look for and how to get there. */

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Milliseconds for things that need a start of the editor or of the server. */
export const PATIENCE = 90_000;

/** Our item in the status bar, once it has numbers. */
export async function statusItem(page: Page): Promise<Locator> {
  const item = page.locator('.statusbar-item', { hasText: /\d+ uses$/ });
  await item.waitFor({ timeout: PATIENCE });
  return item;
}

/** Waits until the open file has marks and lenses of ours. */
export async function annotated(page: Page): Promise<void> {
  const marks = page.locator('.squiggly-info, .squiggly-hint');
  await marks.first().waitFor({ timeout: PATIENCE, state: 'attached' });
  await page.locator('.codelens-decoration', { hasText: /\d/ }).first().waitFor({ timeout: PATIENCE });
}

/** Opens our tree by the status bar and returns its rows. */
export async function openTree(page: Page): Promise<Locator> {
  await (await statusItem(page)).click();
  const rows = page.locator('.pane', { hasText: /mapping conversion/i }).locator('.monaco-list-row');
  await rows.first().waitFor({ timeout: PATIENCE });
  return rows;
}

/** Opens a row by its label and waits for what is below it. */
export async function expand(page: Page, rows: Locator, label: RegExp): Promise<void> {
  const row = rows.filter({ hasText: label }).first();
  await row.scrollIntoViewIfNeeded();
  if ((await row.getAttribute('aria-expanded')) === 'true') return;
  const before = await rows.count();
  await row.locator('.monaco-tl-twistie').click();
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBeGreaterThan(before);
  await page.waitForTimeout(100);
}

/** Runs a command by its title, through the palette. */
export async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
}

/** Puts the cursor of the open file onto a place; both are 1-based. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press('Control+g');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/**
 * The light bulb's menu where the cursor is. The editor looks for the bulb by itself a moment after the cursor or
 * the marks have changed, and drops a menu that was asked for before it: so the bulb is waited for, and a key that
 * was lost all the same is pressed again.
 */
export async function lightBulb(page: Page): Promise<Locator> {
  const bulb = page.locator('.lightBulbWidget:visible, .codicon-gutter-lightbulb');
  await bulb.first().waitFor({ timeout: PATIENCE });
  const menu = page.locator('.action-widget', { has: page.locator('.monaco-list-row') }).first();
  for (let left = 3; !(await menu.isVisible()); left--) {
    await page.keyboard.press('Control+.');
    await menu.waitFor({ timeout: 10_000 }).catch((error: unknown) => {
      if (left === 0) throw error;
    });
  }
  return menu;
}
