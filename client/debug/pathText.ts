// A process's path as a text to read, so that stepping is visible where there is no C to point at. One
// document for all processes that run the same path.
import type { Machine } from '../../sim-core/model/machine.ts';
import type { Scenario, Setting } from '../../sim-core/scenario.ts';

export interface PathText {
  /** The path's name: the process's, without the letter that tells identical ones apart. */
  readonly name: string;
  readonly text: string;
  /** Per step, the line that it stands on, 1-based; one more for the end of the path. */
  readonly lines: readonly number[];
}

/** The path that a process runs. Throws RangeError when the machine has no such process. */
export function pathText(
  scenario: Scenario,
  { scheme, variant }: Setting,
  machine: Machine,
  process: number,
): PathText {
  const info = machine.processes[process];
  if (!info) throw new RangeError(`there is no process ${process}`);
  const name = pathName(machine, process);
  const chosen = scenario.variants.find(({ id }) => id === variant);
  const out = [
    `${name}: a path of “${scenario.title}”`,
    `kernel ${scenario.era}`,
    `scheme ${scheme}, ${variant}${chosen ? `: ${chosen.says}` : ''}`,
    '',
  ];
  const wide = Math.max(...info.steps.map(({ fn }) => fn.length), 0);
  const lines: number[] = [];
  for (const { fn, does, label, at } of info.steps) {
    if (label) out.push(`${label}:`);
    lines.push(out.push(`\t${fn.padEnd(wide)}  ${does}${at ? `  (${at.file}:${at.line})` : ''}`));
  }
  lines.push(out.push('(the path ends)'));
  return { name, text: `${out.join('\n')}\n`, lines };
}

/** `reader` for `reader A` where several run the same path. */
export function pathName({ processes }: Machine, process: number): string {
  const info = processes[process];
  if (!info) return '';
  const several = processes.filter(({ kin }) => kin === info.kin).length > 1;
  return several ? info.name.replace(/ [A-Z]$/, '') : info.name;
}
