// Draws media/icon.png (128 by 128) from media/icon.svg. Run it after a change of the drawing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, openPage } from './browser.mjs';
import { ROOT } from './paths.mjs';
import { say } from './process.mjs';

const browser = await openBrowser();
try {
  const page = await openPage(browser, { viewport: { width: 128, height: 128 } });
  const svg = readFileSync(join(ROOT, 'media', 'icon.svg'), 'utf8');
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  await page.screenshot({ path: join(ROOT, 'media', 'icon.png'), omitBackground: true });
  const large = await openPage(browser, { viewport: { width: 480, height: 480 } });
  const bar = readFileSync(join(ROOT, 'media', 'mapshift.svg'), 'utf8');
  await large.setContent(`<style>svg{width:400px;height:400px}</style>${bar}`);
  if (process.env.PREVIEW) await large.screenshot({ path: process.env.PREVIEW });
  say('drew media/icon.png');
} finally {
  await browser.close();
}
