// A scenario as a Promela model, so that a sceptic can run SPIN on it. Each step is tabulated: it is run
// on every combination of values of the fields that it reads, and each combination becomes one option
// of a guarded loop. SPIN then explores on its own; it visits exactly the states that we count.
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { BLOCK, type CompiledStep } from '../model/path.ts';
import { ModelError, Oops, type Watcher } from '../model/views.ts';
import { machineFor, type Scenario, type Setting } from '../scenario.ts';

/** Steps with more combinations than this are not written out. */
const MOST_CASES = 20_000;

/** Feeds a step one combination of values after another. */
class Cases implements Watcher {
  private script: { field: Field; value: number }[] = [];
  private used = 0;
  private now = new Map<Field, number>();
  written = new Map<Field, number>();

  read(field: Field): number {
    const known = this.now.get(field);
    if (known !== undefined) return known;
    if (this.used === this.script.length) this.script.push({ field, value: 0 });
    const value = this.script[this.used]?.value ?? 0;
    this.used++;
    this.now.set(field, value);
    return value;
  }

  write(field: Field, value: number): void {
    this.now.set(field, value);
    this.written.set(field, value);
  }

  begin(): void {
    this.used = 0;
    this.now = new Map();
    this.written = new Map();
  }

  /** What the run just made assumed of the state before it. */
  get assumed(): readonly { field: Field; value: number }[] {
    return this.script.slice(0, this.used);
  }

  /** On to the next combination; false when there is none. */
  advance(): boolean {
    this.script.length = this.used;
    for (let last = this.script.at(-1); last; last = this.script.at(-1)) {
      if (++last.value < last.field.kind.size) return true;
      this.script.pop();
    }
    return false;
  }
}

const identifier = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '_');
const condition = (assumed: readonly { field: Field; value: number }[]): string[] =>
  assumed.map(({ field, value }) => `${identifier(field.name)} == ${value}`);
const quoted = (text: string): string => text.replace(/\*\//g, '* /');

/** The whole model as text. Throws RangeError when a step reads too much to be written out. */
export function toPromela(s: Scenario, setting: Setting): string {
  const cases = new Cases();
  const machine = machineFor(s, setting);
  const out: string[] = [
    `/* ${quoted(s.title)} — ${s.id}, scheme ${setting.scheme}, variant ${setting.variant}. Written by mapshift.`,
    ' *',
    ' * spin -a -o2 FILE && cc -O2 -DNOREDUCE -DBFS -o pan pan.c && ./pan     (broken rules; same number of states)',
    ' * spin -a -o2 -DDEADLOCK FILE && …                                      (also a process that waits for ever)',
    ' * A path that loops for ever is not looked for here.',
    ' */',
  ];
  for (const field of machine.fields) {
    const initial = ((machine.initial[field.word] as number) >>> field.shift) & field.mask;
    out.push(`byte ${identifier(field.name)} = ${initial};`);
  }
  const rules = ruleMacro(machine, cases);
  out.push(...rules);
  const after = rules.length > 0 ? '; assert(RULES)' : '';
  for (const [p, process] of machine.processes.entries()) {
    out.push('', `active proctype ${identifier(process.name)}()`, '{', 'end:', '  do');
    const pc = process.fields[0] as Field;
    for (const [at, step] of process.steps.entries()) {
      out.push(`  /* ${at}: ${quoted(step.fn)} — ${quoted(step.does)} */`);
      for (let way = 0; way < step.ways; way++)
        out.push(...options(machine, cases, p, step, at, way, pc, after));
    }
    out.push('  od', '}');
  }
  const ends = machine.processes
    .filter(({ daemon }) => !daemon)
    .map(({ fields, steps }) => `${identifier(fields[0]?.name ?? '')} == ${steps.length}`);
  out.push(
    '',
    '#ifdef DEADLOCK',
    'active proctype watch()',
    '{',
    'end:',
    `  timeout -> assert(${ends.join(' && ') || 'true'})`,
    '}',
    '#endif',
    '',
  );
  return out.join('\n');
}

function options(
  machine: Machine,
  cases: Cases,
  p: number,
  step: CompiledStep,
  at: number,
  way: number,
  pc: Field,
  after: string,
): string[] {
  const process = machine.processes[p];
  if (!process) return [];
  const lines: string[] = [];
  let count = 0;
  do {
    if (++count > MOST_CASES)
      throw new RangeError(`${step.fn} reads too many fields to be written as Promela`);
    cases.begin();
    let to = at + 1;
    let broken: string | undefined;
    try {
      const next = machine.watched(cases, () => step.body(process.view, way));
      if (next === BLOCK) continue;
      if (typeof next === 'string') to = step.jumps.get(next) ?? to;
    } catch (error) {
      // a combination of values that no run reaches may overflow a count: it is left out
      if (error instanceof ModelError) continue;
      if (!(error instanceof Oops)) throw error;
      broken = error.message;
    }
    const guard = [`${identifier(pc.name)} == ${at}`, ...condition(cases.assumed)].join(' && ');
    if (broken !== undefined) {
      lines.push(`  :: d_step { ${guard} -> assert(false) } /* ${quoted(broken)} */`);
      continue;
    }
    const before = new Map(cases.assumed.map(({ field, value }) => [field, value]));
    const writes = new Map([...cases.written].filter(([field, value]) => before.get(field) !== value));
    if (to === process.steps.length) for (const field of process.fields) writes.set(field, 0);
    writes.set(pc, to);
    const sets = [...writes].map(([field, value]) => `${identifier(field.name)} = ${value}`).join('; ');
    lines.push(`  :: d_step { ${guard} -> ${sets}${after} }`);
  } while (cases.advance());
  return lines;
}

/** The rules as one condition that the state after each step must meet. */
function ruleMacro(machine: Machine, cases: Cases): string[] {
  const bad: string[] = [];
  for (const { text, holds } of machine.rules) {
    do {
      cases.begin();
      let fine = false;
      try {
        fine = machine.watched(cases, holds);
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
      }
      if (!fine) bad.push(`!(${condition(cases.assumed).join(' && ')}) /* ${quoted(text)} */`);
      if (bad.length > MOST_CASES)
        throw new RangeError('a rule reads too many fields to be written as Promela');
    } while (cases.advance());
  }
  return bad.length === 0 ? [] : ['', '#define RULES ( \\', `${bad.join(' && \\\n  ')} )`];
}
