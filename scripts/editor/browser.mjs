// Chromium, driven through playwright-core.
import { chromium } from 'playwright-core';
import { ensureChromium } from './packages.mjs';

const FLAGS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // the sandbox needs privileges that root in a container lacks
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** @returns {Promise<import('playwright-core').Browser>} */
export async function openBrowser() {
  const executablePath = await ensureChromium();
  return chromium.launch({ executablePath, args: FLAGS, headless: process.env.HEADED === undefined });
}

/** A page of the size of a laptop's screen. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  return context.newPage();
}
