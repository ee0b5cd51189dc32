// Where a run that is continued stops: a property of a state of the run, so that going forward and going
// back stop at the same states.
import { interestingStates } from '../webview/panel/core/interesting.ts';
import type { Course } from './course.ts';
import { holdsHere, readCondition } from './evaluate.ts';
import { type Places, sameSource } from './places.ts';

/** The kinds of state that can be asked for like exceptions. */
export type Filter = 'rule' | 'stuck' | 'interesting';
export const FILTERS: readonly Filter[] = ['rule', 'stuck', 'interesting'];

interface Point {
  readonly id: number;
  readonly condition: string | undefined;
}
export interface LinePoint extends Point {
  readonly source: string;
  readonly line: number;
}
export interface FunctionPoint extends Point {
  readonly name: string;
}
export interface DataPoint extends Point {
  /** A field by its full name. */
  readonly field: string;
}

export type Stop =
  | { readonly why: Filter; readonly says: string }
  | {
      readonly why: 'breakpoint' | 'function breakpoint' | 'data breakpoint';
      readonly says: string;
      readonly ids: number[];
    };

export class Stops {
  filters: ReadonlySet<Filter> = new Set(FILTERS);
  /** By document. */
  readonly lines = new Map<string, readonly LinePoint[]>();
  functions: readonly FunctionPoint[] = [];
  data: readonly DataPoint[] = [];

  /** Why the course stops where it is; undefined when it does not. */
  at(course: Course, places: Places): Stop | undefined {
    const { line, at } = course;
    const last = line.taken[at - 1];
    if (!last) return undefined;
    if (last.broken !== undefined)
      return this.filters.has('rule') ? { why: 'rule', says: last.broken } : undefined;
    const hit = this.#hit(course, places, last.process);
    if (hit) return hit;
    const { stuck, waiting } = this.filters.has('stuck') ? course.position : { stuck: false, waiting: [] };
    if (stuck) return { why: 'stuck', says: waiting.map(({ name }) => name).join(', ') };
    if (!this.filters.has('interesting')) return undefined;
    const found = interestingStates(line).find((each) => each.at === at);
    return found && { why: 'interesting', says: found.says };
  }

  #hit(course: Course, places: Places, process: number): Stop | undefined {
    const { line, at, machine } = course;
    const steps = machine.processes[process]?.steps ?? [];
    const now = course.standsAt(process);
    const before = course.standsAt(process, at - 1);
    const met = ({ condition }: Point): boolean => {
      const wanted = condition === undefined ? undefined : readCondition(condition);
      return wanted === undefined || holdsHere(wanted, course, process);
    };
    const place = places.of(process, now);
    if (place && now !== before) {
      const points = [...this.lines.values()]
        .flat()
        .filter((point) => point.line === place.line && sameSource(point.source, place.source) && met(point));
      if (points.length > 0 && now < steps.length)
        return { why: 'breakpoint', says: `${place.name}:${place.line}`, ids: points.map(({ id }) => id) };
    }
    const fn = steps[now]?.fn;
    if (fn !== undefined && fn !== steps[before]?.fn) {
      const points = this.functions.filter((point) => point.name === fn && met(point));
      if (points.length > 0) return { why: 'function breakpoint', says: fn, ids: points.map(({ id }) => id) };
    }
    if (this.data.length > 0) {
      const changes = line.changes(at - 1);
      const points = this.data.filter(
        (point) => changes.some(({ field }) => field === point.field) && met(point),
      );
      const changed = changes.find(({ field }) => field === points[0]?.field);
      if (changed)
        return {
          why: 'data breakpoint',
          says: `${changed.field}: ${changed.before} → ${changed.after}`,
          ids: points.map(({ id }) => id),
        };
    }
    return undefined;
  }
}
