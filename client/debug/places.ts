// Where each step of each path is shown: a line of C where it was taken from one that is at hand, else a
// line of the path's own document.
import type { Course } from './course.ts';
import { type PathText, pathName, pathText } from './pathText.ts';
import { pathUri, sameUri as sameSource } from './pathUri.ts';

/** How files of a tree are found: the absolute path of one named relative to its tree, if it is there. */
export type FindFile = (file: string) => string | undefined;

/** A line, 1-based, of a document: an absolute path or a URI. */
export interface Place {
  readonly source: string;
  readonly name: string;
  readonly line: number;
}

export class Places {
  readonly #of: Place[][] = [];
  readonly #texts = new Map<string, PathText>();

  constructor(
    course: Pick<Course, 'machine' | 'run' | 'scenario'>,
    readonly findFile: FindFile,
  ) {
    const { machine, run, scenario } = course;
    const found = new Map<string, string | undefined>();
    const find = (file: string): string | undefined => {
      if (!found.has(file)) found.set(file, findFile(file));
      return found.get(file);
    };
    const entry = 'program' in run.play ? run.play.program.at : undefined;
    for (const [process, { steps }] of machine.processes.entries()) {
      // how a path taken from C begins and ends stands in its caller: it is shown at the function itself
      const home = steps.some(({ at }) => at) ? entry : undefined;
      const text = pathText(scenario, run.setting, machine, process);
      const uri = pathUri(run.play, run.setting, pathName(machine, process));
      this.#texts.set(uri, text);
      const places = steps.map(({ at = home }, step): Place => {
        const source = at && find(at.file);
        if (at && source !== undefined) return { source, name: baseName(at.file), line: at.line };
        return { source: uri, name: text.name, line: text.lines[step] ?? 1 };
      });
      this.#of.push([...places, { source: uri, name: text.name, line: text.lines.at(-1) ?? 1 }]);
    }
  }

  /** Where a process stands that runs step `step` of its path next. */
  of(process: number, step: number): Place | undefined {
    return this.#of[process]?.[step];
  }

  /** The line at or after the one wanted, within some lines, on which a step stands. */
  lineFor(source: string, wanted: number, within = 20): number | undefined {
    const lines = this.#of
      .flatMap((places) => places.slice(0, -1))
      .filter((place) => place.line >= wanted && sameSource(place.source, source))
      .map(({ line }) => line);
    const nearest = Math.min(...lines);
    return nearest <= wanted + within ? nearest : undefined;
  }

  /** Documents of the paths, by address. */
  get texts(): ReadonlyMap<string, PathText> {
    return this.#texts;
  }
}

export { sameSource };

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
