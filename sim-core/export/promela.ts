// A scenario as a Promela model, so that a sceptic can run SPIN on it. Each step is tabulated: every
// combination of values of the fields that it reads, and that a run meets, becomes one option of a
// guarded loop. SPIN then explores on its own and visits exactly the states that we count; should it
// come to a combination that we never met, that is an error too.
import { Search } from '../explore/search.ts';
import type { Machine } from '../model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../scenario.ts';
import { Cases, type Met } from './cases.ts';

/** Models with more states are not written out. */
const MOST_STATES = 200_000;

const identifier = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '_');
const condition = (assumed: Met['assumed']): string =>
  assumed.map(({ field, value }) => `${identifier(field.name)} == ${value}`).join(' && ') || 'true';
const quoted = (text: string): string => text.replace(/\*\//g, '* /');

/** The whole model as text. Throws RangeError when the model is too large to be written out. */
export function toPromela(s: Scenario, setting: Setting): string {
  const machine = machineFor(s, setting);
  const met = statesOf(machine);
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
  const rules = rulesAsCode(met);
  out.push(...rules);
  const after = rules.length > 0 ? '; c_code { now.rule_broken = !rules_hold(); }; assert(!rule_broken)' : '';
  for (const [p, process] of machine.processes.entries()) {
    out.push('', `active proctype ${identifier(process.name)}()`, '{', 'end:', '  do');
    const pc = identifier(process.fields[0]?.name ?? '');
    for (const [at, step] of process.steps.entries()) {
      const cases = met.steps(p, at);
      if (cases.length === 0) continue;
      out.push(`  /* ${at}: ${quoted(step.fn)} — ${quoted(step.does)} */`);
      for (const one of cases)
        if (!one.blocked) out.push(`  :: d_step { ${pc} == ${at} && ${option(one, after)} }`);
      const known = [...new Set(cases.map(({ assumed }) => `(${condition(assumed)})`))];
      if (!known.includes('(true)'))
        out.push(
          `  :: d_step { ${pc} == ${at} && !(${known.join(' || ')}) -> assert(false) } /* never met */`,
        );
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

/** Every case of every step and rule that a run meets. */
function statesOf(machine: Machine): Cases {
  const search = new Search(machine, undefined, { states: MOST_STATES });
  while (!search.run(1000, () => 0));
  if (search.stoppedBy !== undefined)
    throw new RangeError(`the model is too large to be written as Promela: ${search.stoppedBy}`);
  const cases = new Cases(machine);
  const words = new Int32Array(machine.words.length);
  for (let state = 0; state < search.states; state++) {
    search.table.copy(state, words);
    cases.meet(words);
  }
  return cases;
}

function option({ assumed, writes, broken }: Met, after: string): string {
  const guard = condition(assumed);
  if (broken !== undefined) return `${guard} -> assert(false) /* ${quoted(broken)} */`;
  const sets = writes.map(({ field, value }) => `${identifier(field.name)} = ${value}`).join('; ');
  return `${guard} -> ${sets}${after}`;
}

/** The rules as one C function over the state after each step. */
function rulesAsCode(met: Cases): string[] {
  const lines = met.rules.map((cases, rule) => {
    const good = cases.filter(({ broken }) => broken === undefined);
    const terms = good.map(({ assumed }) => inC(assumed));
    return `    (${terms.join(' ||\n     ') || '0'}) /* ${quoted(met.machine.rules[rule]?.text ?? '')} */`;
  });
  if (lines.length === 0) return [];
  return [
    '',
    'bit rule_broken;',
    'c_code {',
    '  int rules_hold(void) {',
    `    return`,
    lines.join(' &&\n'),
    '    ;',
    '  }',
    '}',
  ];
}

const inC = (assumed: Met['assumed']): string =>
  `(${assumed.map(({ field, value }) => `now.${identifier(field.name)} == ${value}`).join(' && ') || '1'})`;
