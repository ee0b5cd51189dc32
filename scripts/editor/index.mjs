// What the tests use of the editor scripts; types are in index.d.mts.
export { openBrowser, openPage } from './browser.mjs';
export { ensureServedEditor } from './install.mjs';
export { ARTIFACTS, CACHE, ROOT, SAMPLE_TREE } from './paths.mjs';
export { run, stopGroup } from './process.mjs';
export { addressOf, serveEditor } from './serve.mjs';
export { writeUserSettings } from './settings.mjs';
export { stageExtension } from './stage.mjs';
