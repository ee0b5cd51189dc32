// Kernel paths as threads, and where each stands as its stack.
import type { SceneProcess } from '../../sim-core/scene/scene.ts';
import type { Instruction } from '../../sim-core/slice/program.ts';
import type { Course } from './course.ts';
import type { Place, Places } from './places.ts';
import type { L10n } from './text.ts';

export const threadOf = (process: number): number => process + 1;
export const processOf = (thread: number): number => thread - 1;

const DEEPEST = 100;
export const frameId = (process: number, depth: number): number => process * DEEPEST + depth + 1;
export const processOfFrame = (frame: number): number => Math.floor((frame - 1) / DEEPEST);

export interface Thread {
  readonly id: number;
  readonly name: string;
}

export interface Frame {
  readonly id: number;
  readonly name: string;
  /** Undefined where the tree tells no line. */
  readonly place: Place | undefined;
  readonly hint: 'normal' | 'label' | 'subtle';
}

export function threads(course: Course, l10n: L10n): Thread[] {
  return course.scene.processes.map((process) => ({
    id: threadOf(process.index),
    name: `${process.badge} ${process.name}${standing(process, l10n)}`,
  }));
}

function standing({ state }: SceneProcess, l10n: L10n): string {
  switch (state) {
    case 'asleep':
      return ` (${l10n.t('sleeps')})`;
    case 'blocked':
      return ` (${l10n.t('waits')})`;
    case 'ended':
      return ` (${l10n.t('has ended')})`;
    default:
      return '';
  }
}

/** The innermost frame first: what runs next, then the functions that were entered to get there. */
export function stack(course: Course, places: Places, process: number, l10n: L10n): Frame[] {
  const at = course.standsAt(process);
  const place = places.of(process, at);
  const step = course.machine.processes[process]?.steps[at];
  if (!step) return [{ id: frameId(process, 0), name: l10n.t('the path has ended'), place, hint: 'label' }];
  const { play } = course.run;
  const program = 'program' in play ? play.program : undefined;
  const from = step.at && program?.instructions.find((each) => isFrom(each, step.fn, step.at));
  const callers = (from?.via ?? [])
    .filter((fn, depth, via) => depth < via.length - 1 || fn !== step.fn)
    .toReversed();
  const entry = program && { file: program.at.file, line: program.at.line };
  return [
    { id: frameId(process, 0), name: step.fn, place, hint: 'normal' as const },
    ...callers.slice(0, DEEPEST - 2).map((name, above): Frame => {
      const id = frameId(process, above + 1);
      // the line of the step lies in the innermost function; of the others only the entry's own line is known
      const known = above === 0 && callers.length >= (from?.via.length ?? 0) ? place : undefined;
      const isEntry = above === callers.length - 1;
      return {
        id,
        name,
        place: known ?? (isEntry && entry ? placeOf(places, entry) : undefined),
        hint: 'subtle',
      };
    }),
  ];
}

function isFrom(
  { fn, at }: Instruction,
  name: string,
  spot: { readonly file: string; readonly line: number } | undefined,
): boolean {
  return fn === name && at.file === spot?.file && at.line === spot.line;
}

function placeOf(places: Places, { file, line }: { file: string; line: number }): Place | undefined {
  const source = places.findFile(file);
  return source === undefined ? undefined : { source, name: file.slice(file.lastIndexOf('/') + 1), line };
}
