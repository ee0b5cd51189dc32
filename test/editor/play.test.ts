/** A play in the real workbench, as a user does it: from the lens to a counterexample, in the debugger, after a reload. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ARTIFACTS } from '../../scripts/editor/index.mjs';
import { markTexts, panelFrame, playLensAt, press } from './playPage.ts';
import { openSession, type Session } from './session.ts';
import { annotated, command, goTo, statusItem } from './workbench.ts';

let session: Session | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await shoot('play-failed');
  await session?.close();
  session = undefined;
});

async function shoot(name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await session?.page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

/** 1-based line of a function's definition. */
function lineOf(folder: string, file: string, definition: RegExp): number {
  const line = readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .findIndex((text) => definition.test(text));
  if (line < 0) throw new Error(`${file} has no ${definition}`);
  return line + 1;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

describe.each([
  { name: 'dark', theme: 'Dark Modern' },
  { name: 'light', theme: 'Light Modern' },
  { name: 'high-contrast', theme: 'Default High Contrast' },
])('a play in $name', ({ name, theme }) => {
  test('lens, counterexample, marks, debugger, reload', async () => {
    session = await openSession({
      file: 'mm/filemap.c',
      settings: {
        'workbench.colorTheme': theme,
        'editor.minimap.enabled': false,
        // a window that was told to open a file would else forget the others when it is reloaded
        'window.restoreWindows': 'preserve',
      },
    });
    const { page, folder } = session;
    await annotated(page);
    const line = lineOf(folder, 'mm/filemap.c', /find_lock_page\(/);
    await goTo(page, line, 1);
    await playLensAt(page, line);
    const panel = await panelFrame(page);
    await panel.locator('h1', { hasText: 'find_lock_page' }).waitFor();

    // the raw word never equals the address_space once it points elsewhere: the path goes round for ever
    await panel.getByLabel('Scheme', { exact: true }).selectOption('page_mapping');
    await press(panel, 'b');
    await panel
      .getByText(/Violated/)
      .first()
      .waitFor({ timeout: 60_000 });
    await press(panel, 'Home');
    await expect.poll(() => markTexts(page).then((all) => all.length)).toBeGreaterThan(0);
    const first = await markTexts(page);
    // the adversary may go first, and its steps stand in no file
    for (let step = 0; step < 30 && (await markTexts(page)).join() === first.join(); step++) {
      await press(panel, 'ArrowRight');
      await page.waitForTimeout(150);
    }
    expect(await markTexts(page)).not.toEqual(first);
    expect((await markTexts(page)).join()).toMatch(/find_lock_page/);
    await settled();
    await shoot(`play-${name}`);
    if (name !== 'dark') return;

    await command(page, 'Mapshift: Debug This Run');
    await page.locator('.debug-toolbar').waitFor({ timeout: 30_000 });
    const threads = page.locator('.debug-call-stack .thread', { hasText: /find_lock_page|truncate/ });
    await threads.first().waitFor({ timeout: 30_000 });
    const before = await markTexts(page);
    await page.keyboard.press('F10');
    await expect.poll(() => markTexts(page)).not.toEqual(before);
    expect(await panel.locator('h1').isVisible(), 'the panel stays in sight').toBe(true);
    await settled();
    await shoot('play-debug');
    await page.keyboard.press('Shift+F5');
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });

    const there = await markTexts(page);
    await command(page, 'Developer: Reload Window');
    await page
      .locator('.monaco-workbench')
      .waitFor({ state: 'detached' })
      .catch(() => {});
    const again = await panelFrame(page);
    await again.locator('h1', { hasText: 'find_lock_page' }).waitFor();
    await expect.poll(() => markTexts(page), { timeout: 30_000 }).toEqual(there);
    await settled();
    await shoot('play-reloaded');
  });
});

test('the guided tour opens without any C file, and a scenario is played from the palette', async () => {
  session = await openSession({ file: 'README.md', settings: { 'workbench.colorTheme': 'Dark Modern' } });
  const { page } = session;
  await statusItem(page);
  await command(page, 'Mapshift: Guided Tour');
  const panel = await panelFrame(page);
  await settled();
  await shoot('play-tour');
  await command(page, 'Mapshift: Play a Scenario');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'lookup-truncate' }).first().click();
  await panel.locator('h1', { hasText: /lookup against truncation/i }).waitFor();
  await settled();
  await shoot('play-scenario');
});

const KERNEL = process.env.MAPSHIFT_KERNEL_6_1;

test.runIf(KERNEL)(
  'filemap_fault of Linux 6.1 is played (the tree named by MAPSHIFT_KERNEL_6_1)',
  async () => {
    const tree = KERNEL ?? '';
    expect(existsSync(join(tree, 'mm/filemap.c'))).toBe(true);
    session = await openSession({
      file: 'mm/filemap.c',
      tree,
      settings: {
        'workbench.colorTheme': 'Dark Modern',
        'editor.minimap.enabled': false,
        // the play needs the call graph, not the counts of the whole tree
        'mapshift.index.enabled': false,
      },
    });
    const { page } = session;
    await statusItem(page);
    const line = lineOf(tree, 'mm/filemap.c', /^vm_fault_t filemap_fault\(/);
    await goTo(page, line, 1);
    const clicked = await playLensAt(page, line);
    const panel = await panelFrame(page);
    await panel.locator('h1', { hasText: 'filemap_fault' }).waitFor({ timeout: 120_000 });
    console.log(`filemap_fault of 6.1: ${Date.now() - clicked} ms from the lens to the first picture`);
    await press(panel, 'p');
    await panel
      .getByText(/A run of/)
      .first()
      .waitFor({ timeout: 60_000 });
    await press(panel, 'Home');
    const seen = new Set<string>();
    for (let step = 0; step < 12; step++) {
      await press(panel, 'ArrowRight');
      await page.waitForTimeout(250);
      for (const text of await markTexts(page)) seen.add(text);
    }
    expect([...seen].filter((text) => /filemap_fault/.test(text)).length).toBeGreaterThan(1);
    await settled();
    await shoot('play-linux-6.1');
  },
);
