/** A served VS Code with the extension installed, for one test. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  addressOf,
  openBrowser,
  openPage,
  SAMPLE_TREE,
  serveEditor,
  stageExtension,
  writeUserSettings,
} from '../../scripts/editor/index.mjs';

export interface Session {
  readonly page: Page;
  readonly folder: string;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** relative to the tree */
  readonly file: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** a tree to open as it is; a copy of the sample tree by default */
  readonly tree?: string;
  /** puts an extension into the extensions folder; ours as built by default */
  readonly install?: (extensions: string, data: string) => Promise<void>;
}

/** Opens a copy of the sample tree, or another tree, in a new editor. */
export async function openSession({ file, settings = {}, tree, install }: SessionOptions): Promise<Session> {
  const scratch = mkdtempSync(join(tmpdir(), 'mapshift-page-'));
  const data = join(scratch, 'data');
  const extensions = join(data, 'extensions');
  mkdirSync(extensions, { recursive: true });
  const folder = tree ?? join(scratch, 'mini-kernel');
  if (tree === undefined) cpSync(SAMPLE_TREE, folder, { recursive: true });
  if (install === undefined) stageExtension(join(extensions, 'mapshift'));
  else await install(extensions, data);
  writeUserSettings(join(data, 'user'), { trust: false, extra: settings });
  const served = await serveEditor({ data });
  const browser = await openBrowser();
  const page = await openPage(browser);
  const close = async (): Promise<void> => {
    await browser.close();
    await served.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await page.goto(addressOf(served, { folder, file: join(folder, file) }));
    return { page, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
