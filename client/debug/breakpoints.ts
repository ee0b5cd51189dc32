// Breakpoints as the protocol sets them, put where `Stops` looks.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Course } from './course.ts';
import { readCondition } from './evaluate.ts';
import type { Places } from './places.ts';
import { FILTERS, type LinePoint, type Stops } from './stops.ts';
import type { L10n } from './text.ts';

type Breakpoint = DebugProtocol.Breakpoint;

export class BreakpointRequests {
  #ids = 0;

  constructor(
    private readonly stops: Stops,
    private readonly l10n: L10n,
  ) {}

  filters(): DebugProtocol.ExceptionBreakpointsFilter[] {
    const { l10n } = this;
    return [
      { filter: 'rule', label: l10n.t('A rule is broken'), default: true },
      { filter: 'stuck', label: l10n.t('Nobody can go on'), default: true },
      {
        filter: 'interesting',
        label: l10n.t('Interesting states'),
        description: l10n.t('A page changes hands, somebody must wait or can go on again, a path ends.'),
        default: true,
      },
    ];
  }

  /** Sets all breakpoints of a document; one that no step stands on moves to the next line that has one. */
  lines(places: Places, source: string, wanted: readonly DebugProtocol.SourceBreakpoint[]): Breakpoint[] {
    const points: LinePoint[] = [];
    const answers = wanted.map(({ line, condition }): Breakpoint => {
      const id = ++this.#ids;
      const bad = this.#badCondition(condition);
      const at = places.lineFor(source, line);
      if (bad !== undefined) return { id, verified: false, line, message: bad };
      if (at === undefined)
        return { id, verified: false, line, message: this.l10n.t('No step of this run stands here.') };
      points.push({ id, source, line: at, condition: condition || undefined });
      return { id, verified: true, line: at };
    });
    this.stops.lines.set(source, points);
    return answers;
  }

  functions(course: Course, wanted: readonly DebugProtocol.FunctionBreakpoint[]): Breakpoint[] {
    const known = new Set(course.machine.processes.flatMap(({ steps }) => steps.map(({ fn }) => fn)));
    const asked = wanted.map(({ name, condition }) => ({
      id: ++this.#ids,
      name: name.trim().replace(/\(.*$/, ''),
      condition: condition || undefined,
    }));
    this.stops.functions = asked.filter(
      ({ name, condition }) => known.has(name) && this.#badCondition(condition) === undefined,
    );
    return asked.map(({ id, name, condition }) => {
      const message =
        this.#badCondition(condition) ??
        (known.has(name) ? undefined : this.l10n.t('No step of this run is in {0}.', name));
      return message === undefined ? { id, verified: true } : { id, verified: false, message };
    });
  }

  exceptions(wanted: readonly string[]): void {
    this.stops.filters = new Set(FILTERS.filter((filter) => wanted.includes(filter)));
  }

  dataInfo(field: string | undefined): DebugProtocol.DataBreakpointInfoResponse['body'] {
    if (field === undefined)
      return { dataId: null, description: this.l10n.t('Only a field of the state can be watched.') };
    return { dataId: field, description: field, accessTypes: ['write'], canPersist: true };
  }

  data(course: Course, wanted: readonly DebugProtocol.DataBreakpoint[]): Breakpoint[] {
    const known = new Set(course.machine.fields.map(({ name }) => name));
    const asked = wanted.map(({ dataId, condition }) => ({
      id: ++this.#ids,
      field: dataId,
      condition: condition || undefined,
    }));
    this.stops.data = asked.filter(
      ({ field, condition }) => known.has(field) && this.#badCondition(condition) === undefined,
    );
    return asked.map(({ id, field, condition }) => {
      const message =
        this.#badCondition(condition) ??
        (known.has(field) ? undefined : this.l10n.t('{0} is no field of this run', field));
      return message === undefined ? { id, verified: true } : { id, verified: false, message };
    });
  }

  #badCondition(condition: string | undefined): string | undefined {
    if (!condition || readCondition(condition)) return undefined;
    return this.l10n.t('A condition compares a field: page1.mapping == NULL');
  }
}
