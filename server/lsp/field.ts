import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { TrackedField } from '../conversion/field.ts';
import { parsePreset } from '../conversion/presetFile.ts';
import { PRESETS } from '../conversion/presets.ts';
import { reasonOf } from '../host/walk.ts';

/**
 * The tracked field that the setting names: a preset's id, or the path of a preset file, absolute or
 * relative to `base`. Throws an error of one clear line.
 */
export function fieldOfSetting(name: string, base: string | undefined): TrackedField {
  const preset = PRESETS.get(name);
  if (preset) return preset;
  const path = isAbsolute(name) || base === undefined ? name : join(base, name);
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `mapshift.field: no preset is called "${name}" (there is ${[...PRESETS.keys()].join(', ')}), and as a file: ${reasonOf(error)}`,
    );
  }
  return parsePreset(content, name);
}
