// User settings of an editor that we start: quiet, offline, and nothing between the user and the code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes `User/settings.json` below a user data folder.
 * @param {{trust: boolean, extra?: Record<string, unknown>}} options
 *   `trust`: whether workspace trust is on; where it is, no prompt is shown and the folder is restricted
 */
export function writeUserSettings(userData, { trust, extra = {} }) {
  const settings = {
    ...QUIET,
    'security.workspace.trust.enabled': trust,
    'security.workspace.trust.startupPrompt': 'never',
    ...extra,
  };
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
