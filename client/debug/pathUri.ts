// The address of a path's document. For a scenario of the registry it holds all that is needed to write
// the document again after a restart; a code path sliced from C is known as long as the window lives.
import { machineFor, type Setting } from '../../sim-core/scenario.ts';
import { checksum } from '../../sim-core/trace/encode.ts';
import { scenarioOf } from '../shared/panel/playable.ts';
import type { Play } from '../shared/panel/run.ts';
import { type PathText, pathName, pathText } from './pathText.ts';

export const PATH_SCHEME = 'mapshift-path';
export const PATH_ENDING = '.mapshift-path';

const plays = new Map<string, Play>();

/** Only characters that no URI escapes. */
const plain = (text: string): string => text.replace(/[^\w.-]+/g, '-');

function idOf(play: Play): string {
  if ('scenario' in play) return play.scenario;
  const id = `code.${plain(play.program.entry)}.${checksum(JSON.stringify(play.program))}`;
  plays.set(id, play);
  return id;
}

/** `mapshift-path:/lookup-truncate/field/helper/readers.3/reader.mapshift-path` */
export function pathUri(play: Play, setting: Setting, name: string): string {
  const set = Object.entries(setting.set).map(([key, value]) => `${key}.${value}`);
  const parts = [
    idOf(play),
    setting.scheme,
    setting.variant,
    set.join(',') || '-',
    plain(name) + PATH_ENDING,
  ];
  return `${PATH_SCHEME}:/${parts.map(encodeURIComponent).join('/')}`;
}

/** The document at an address. Throws RangeError with one clear line when there is none. */
export function pathAt(uri: string): PathText {
  const at = uri.slice(uri.indexOf(':') + 1).replace(/^\/+/, '');
  const [id, scheme, variant, set, file, ...rest] = at.split('/').map(decodeURIComponent);
  if (id === undefined || !scheme || !variant || !set || !file?.endsWith(PATH_ENDING) || rest.length > 0)
    throw new RangeError('this is no path of a run');
  if (id.startsWith('code.') && !plays.has(id))
    throw new RangeError('this code path is no longer played: start it again from its source');
  const scenario = scenarioOf(plays.get(id) ?? { scenario: id });
  const values: Record<string, number> = {};
  for (const [, name, value] of set.matchAll(/([A-Za-z]\w*)\.(-?\d+)/g)) values[name ?? ''] = Number(value);
  const setting = { scheme, variant, set: values };
  const machine = machineFor(scenario, setting);
  const name = file.slice(0, -PATH_ENDING.length);
  const process = machine.processes.findIndex((_, p) => plain(pathName(machine, p)) === name);
  return pathText(scenario, setting, machine, process);
}

/** Two spellings of one address: an editor may escape more characters than we do. */
export function sameUri(a: string, b: string): boolean {
  return a === b || unescaped(a) === unescaped(b);
}

function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
