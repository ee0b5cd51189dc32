/** Refactorings and stages as a user makes them: what is shown first, what is ticked there, and what comes of it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { ARTIFACTS } from '../../scripts/editor/index.mjs';
import { RECORDS } from '../convert/fixtureTree.ts';
import { parseFixture } from '../support/fixture.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { openSession, type Session } from './session.ts';
import { annotated, command, goTo, lightBulb, PATIENCE, statusItem } from './workbench.ts';

const SETTINGS = { 'editor.minimap.enabled': false, 'editor.inlayHints.enabled': 'off' };

/** A tree in which nothing was begun, and what its editor knows. */
const TREE = `${RECORDS}
// @file fs/toy.h
#include <linux/fs.h>

void toy_redirty(struct page *page, int reason);
// @file fs/toy.c
#include "toy.h"

void toy_redirty(struct page *page, int reason)
{
	toy_account(page->mapping->host, reason);
}

static void toy_release(struct page *page)
{
	page->mapping = NULL;
}
// @file fs/write.c
#include "toy.h"

static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	toy_redirty(page, 1);
	return 0;
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`;

let session: Session | undefined;
let tree: Tree | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await shoot('refactor-failed');
  await session?.close();
  session = undefined;
  tree?.dispose();
  tree = undefined;
});

async function shoot(name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await session?.page.waitForTimeout(500);
  await session?.page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

/** An editor with the tree, once its file has marks. */
async function opened(): Promise<{ page: Page; tree: Tree }> {
  tree = makeTree(parseFixture(TREE).files);
  session = await openSession({ file: 'fs/toy.c', tree: tree.root, settings: SETTINGS });
  await annotated(session.page);
  await statusItem(session.page);
  return { page: session.page, tree };
}

function preview(page: Page): Locator {
  return page.locator('.refactor-preview, .bulk-edit-panel').first();
}

async function apply(page: Page): Promise<void> {
  await preview(page).locator('.monaco-button, a[role=button]', { hasText: 'Apply' }).first().click();
  await preview(page).waitFor({ state: 'hidden', timeout: PATIENCE });
}

async function onDisk(page: Page, file: string, text: string): Promise<void> {
  await command(page, 'File: Save All Files').catch(() => undefined);
  await expect
    .poll(() => readFileSync(tree?.path(file) ?? '', 'utf8'), { timeout: PATIENCE })
    .toContain(text);
}

/** A button of the notification, and the notification itself. */
async function press(page: Page, label: string): Promise<void> {
  await page.locator('.notifications-toasts .monaco-button', { hasText: label }).first().click();
}

test('a parameter that goes through other files is shown first, with all of it ticked', async () => {
  const { page } = await opened();
  const lines = readFileSync(tree?.path('fs/toy.c') ?? '', 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes('mapping->host')) + 1;
  await goTo(page, line, (lines[line - 1] ?? '').replaceAll('\t', '    ').indexOf('mapping->host') + 1);
  const menu = await lightBulb(page);
  await menu.locator('.monaco-list-row', { hasText: 'Add a parameter __mapping' }).click();

  await preview(page).waitFor({ timeout: PATIENCE });
  await page
    .locator('.action-label[aria-label*="Group Changes By Type"]')
    .first()
    .click({ timeout: PATIENCE });
  await expect.poll(() => preview(page).textContent(), { timeout: PATIENCE }).toMatch(/Callers/);
  // rows out of sight are not in the page
  await page.locator('.action-label[aria-label*="Maximize Panel"]').first().click();
  await expect.poll(() => preview(page).textContent(), { timeout: PATIENCE }).toMatch(/New files/);
  const text = (await preview(page).textContent()) ?? '';
  for (const group of ['Definition', 'Headers', 'New files', 'Nothing to tick here'])
    expect(text).toContain(group);
  await shoot('preview-parameter');
  // what only opens the preview is not ticked, nor is the folder of it; all the rest is
  const rows = await preview(page)
    .locator('.monaco-list-row', { has: page.locator('[role=checkbox], input[type=checkbox]') })
    .evaluateAll((all) =>
      all.map((row) => {
        const box = row.querySelector('[role=checkbox], input[type=checkbox]');
        const isTicked =
          box instanceof HTMLInputElement ? box.checked : box?.getAttribute('aria-checked') === 'true';
        return { text: row.textContent?.trim() ?? '', isTicked };
      }),
    );
  expect(rows.filter(({ isTicked }) => isTicked).length).toBeGreaterThanOrEqual(4);
  expect(rows.filter(({ isTicked }) => !isTicked).length).toBeLessThanOrEqual(2);

  await apply(page);
  await onDisk(page, 'fs/write.c', 'toy_redirty(MAPPING_NULL, page, 1);');
  await onDisk(page, 'fs/toy.h', 'void toy_redirty(struct address_space *__mapping, struct page *page,');
  await onDisk(page, 'include/linux/page_mapping.h', '#define MAPPING_NULL');
});

test('a stage of the plan over the tree: looked at, applied, and counted at once', async () => {
  const { page } = await opened();
  await command(page, 'Mapshift: Convert the Tree…');
  const stages = page.locator('.quick-input-list .monaco-list-row');
  await stages.filter({ hasText: 'helper' }).first().waitFor({ timeout: PATIENCE });
  await shoot('convert-stages');
  await stages.filter({ hasText: 'helper' }).first().click();

  const toast = page.locator('.notifications-toasts', { hasText: /helper: \d+ edits in \d+ files/ });
  await toast.waitFor({ timeout: PATIENCE });
  await press(page, 'Show Changes');
  await page.locator('.monaco-diff-editor').first().waitFor({ timeout: PATIENCE });
  await toast.waitFor({ timeout: PATIENCE });
  await shoot('convert-changes');
  await press(page, 'What Is Left');
  await page.locator('.view-lines', { hasText: 'toy_release' }).first().waitFor({ timeout: PATIENCE });
  await toast.waitFor({ timeout: PATIENCE });
  await shoot('convert-left');
  await press(page, 'Apply');
  await preview(page).waitFor({ timeout: PATIENCE });
  await shoot('convert-preview');
  await apply(page);

  await onDisk(page, 'fs/toy.c', 'toy_account(fs_page_mapping(page, MAPPING_NULL)->host, reason);');
  await onDisk(page, 'include/linux/page_mapping.h', 'mapshift: stage helper');
  const item = await statusItem(page);
  await item.hover();
  await expect
    .poll(() => page.locator('.monaco-hover:not(.hidden)', { hasText: /parameter\s*1/ }).count(), {
      timeout: PATIENCE,
    })
    .toBeGreaterThan(0);
  await shoot('convert-done');
});
