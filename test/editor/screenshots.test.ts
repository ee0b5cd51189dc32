/** Drives the page as a user would and keeps what it looks like, for people to look at. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ARTIFACTS } from '../../scripts/editor/index.mjs';
import { annotationsOf } from '../support/annotations.ts';
import { openSession, type Session } from './session.ts';
import { annotated, command, expand, goTo, lightBulb, openTree, PATIENCE, statusItem } from './workbench.ts';

const THEMES = [
  { name: 'light', theme: 'Light Modern' },
  { name: 'dark', theme: 'Dark Modern' },
  { name: 'high-contrast', theme: 'Default High Contrast' },
];

let session: Session | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await shoot('failed');
  await session?.close();
  session = undefined;
});

/** 1-based place of a truncation test in truncate.c, found by the sample tree's own annotations. */
function truncationTest(folder: string): { line: number; column: number } {
  const text = readFileSync(join(folder, 'mm', 'truncate.c'), 'utf8');
  const found = annotationsOf('mm/truncate.c', text).find(({ uses }) => uses[0]?.role === 'truncation');
  if (found === undefined) throw new Error('the sample tree has lost its truncation test');
  // going to a column counts a tab as the spaces that it shows as
  const line = (text.split('\n')[found.line - 1] ?? '').replaceAll('\t', ' '.repeat(4));
  const column = line.search(/(?<=->|\.)mapping\b/) + 1;
  return { line: found.line, column };
}

async function shoot(name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await session?.page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

describe.each(THEMES)('the workbench in $name', ({ name, theme }) => {
  test('tree, hints, lenses, hover and status bar', async () => {
    session = await openSession({
      file: 'mm/truncate.c',
      settings: { 'workbench.colorTheme': theme, 'editor.minimap.enabled': false },
    });
    const { page } = session;
    await annotated(page);
    const rows = await openTree(page);
    await expand(page, rows, /^mm/);
    await expand(page, rows, /truncate\.c/);
    await expand(page, rows, /truncate_cleanup_folio/);
    expect(await rows.count()).toBeGreaterThan(5);
    await shoot(`tree-${name}`);

    const { line, column } = truncationTest(session.folder);
    await goTo(page, line, column);
    await command(page, 'Show or Focus Hover');
    const hover = page.locator('.monaco-hover', { hasText: /struct (page|folio)/ }).first();
    await hover.waitFor({ timeout: PATIENCE });
    expect(await hover.textContent()).toMatch(/truncat/i);
    await page.waitForTimeout(400);
    await shoot(`hover-${name}`);
  });
});

test('status bar tooltip, filter and references', async () => {
  session = await openSession({ file: 'mm/filemap.c', settings: { 'editor.minimap.enabled': false } });
  const { page } = session;
  await annotated(page);
  const item = await statusItem(page);
  await item.hover();
  const tooltip = page.locator('.monaco-hover:not(.hidden)', { hasText: /convertible places/ });
  await tooltip.first().waitFor({ timeout: PATIENCE });
  await page.waitForTimeout(300);
  await shoot('status-bar');

  const rows = await openTree(page);
  await command(page, 'Mapshift: Filter the Tree by Stage and Role');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: /^owner/ })
    .first()
    .click();
  await page.waitForTimeout(300);
  await shoot('filter');
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
  await page.locator('.pane', { hasText: /Only: owner/ }).waitFor({ timeout: PATIENCE });
  expect(await rows.count()).toBeGreaterThan(0);
  await shoot('filtered-tree');

  await command(page, 'Mapshift: Open the Walkthrough');
  await page
    .locator('.gettingStartedContainer', { hasText: 'Convert a struct field' })
    .first()
    .waitFor({ timeout: PATIENCE });
  await page.waitForTimeout(1500);
  await shoot('walkthrough');
  await command(page, 'View: Close All Editors');

  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').first().fill('filemap.c');
  await page.waitForTimeout(800);
  await page.keyboard.press('Enter');
  await annotated(page);
  await goTo(page, 22, 1);
  await page.locator('.codelens-decoration a').first().click();
  await page.locator('.peekview-widget').waitFor({ timeout: PATIENCE });
  await page.waitForTimeout(800);
  await shoot('lens-references');
});

test('the light bulb, and the preview of what is only likely', async () => {
  session = await openSession({ file: 'mm/filemap.c', settings: { 'editor.minimap.enabled': false } });
  const { page, folder } = session;
  await annotated(page);
  const lines = readFileSync(join(folder, 'mm/filemap.c'), 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes('filemap_update_page(iocb, page->mapping')) + 1;
  const column = (lines[line - 1] ?? '').replaceAll('\t', ' '.repeat(4)).indexOf('mapping,') + 1;
  await goTo(page, line, column);
  const menu = await lightBulb(page);
  expect(await menu.textContent()).toMatch(/Read it through fs_page_mapping/);
  await page.waitForTimeout(400);
  await shoot('light-bulb');

  await menu.locator('.monaco-list-row', { hasText: /^Use mapping instead/ }).click();
  const preview = page.locator('.refactor-preview, .bulk-edit-panel').first();
  await preview.waitFor({ timeout: PATIENCE });
  expect(await preview.textContent()).toMatch(/filemap_update_page/);
  // nothing doubtful is ticked, and the file is as it was
  expect(await preview.getByRole('checkbox', { checked: true }).count()).toBe(0);
  expect(readFileSync(join(folder, 'mm/filemap.c'), 'utf8').split('\n')).toEqual(lines);
  await page.waitForTimeout(400);
  await shoot('refactor-preview');
});
