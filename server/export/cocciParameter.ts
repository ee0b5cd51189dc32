import type { TrackedField } from '../conversion/field.ts';
import { instead, type Made, oneLine, type RuleText } from './cocciRule.ts';
import { grouped, type Sited } from './cocciSites.ts';
import { argumentAt, calleeAt, closeAfter, isMemberCall, openBefore } from './cocciText.ts';

interface Gain {
  readonly site: Sited;
  readonly name: string;
  readonly index: number;
  readonly kind: 'head' | 'declared' | 'called' | 'through' | 'slot';
  /** what is put in, without its comma */
  readonly text: string;
}

/** Stage `parameter`: for each function or slot a rule for its head, its prototype and its calls, as this file has them. */
export function parameterRules(field: TrackedField, text: string, sited: readonly Sited[]): Made {
  const left: Sited[] = [];
  const gains: Gain[] = [];
  for (const site of sited) {
    const gain = gainOf(field, text, site);
    if (gain) gains.push(gain);
    else left.push(site);
  }
  const rules: RuleText[] = [];
  for (const group of grouped(gains, ({ kind, name, index, text }) =>
    [kind, name, index, text].join('\0'),
  ).values()) {
    const [first] = group;
    if (!first) continue;
    // spatch mends the prototype itself where it mends the head
    const hasHead = gains.some((each) => each.kind === 'head' && each.name === first.name);
    if (first.kind === 'declared' && hasHead) continue;
    if (first.kind === 'slot') {
      const member = group.flatMap((each) => slotRule(text, each));
      if (member.length === 0) left.push(...group.map((each) => each.site));
      else rules.push(...member);
    } else rules.push(ruleOf(first));
  }
  return { rules, left: left.map(({ edit }) => edit) };
}

function gainOf(field: TrackedField, text: string, site: Sited): Gain | null {
  const { edit } = site;
  const inserted = /^\s*(.*?)\s*,?\s*$/.exec(oneLine(edit.text))?.[1] ?? '';
  const name = edit.start === edit.end ? calleeAt(text, edit.start) : null;
  if (name === null || inserted === '') return null;
  const index = argumentAt(text, edit.start);
  const kinds: Partial<Record<typeof edit.group, Gain['kind']>> = {
    definition: 'head',
    implementation: 'head',
    caller: 'called',
    'ops-table': 'slot',
  };
  const isCall = inserted === field.placeholder || inserted === field.plan?.parameter;
  const declared = edit.group === 'header' || edit.group === 'declaration';
  const kind = isCall
    ? isMemberCall(text, edit.start)
      ? 'through'
      : 'called'
    : declared
      ? hasBody(text, edit.start)
        ? 'head'
        : 'declared'
      : kinds[edit.group];
  return kind === undefined ? null : { site, name, index, kind, text: inserted };
}

/** Whether the brackets around an offset are those of a definition. */
function hasBody(text: string, offset: number): boolean {
  const open = openBefore(text, offset);
  const close = open === null ? null : closeAfter(text, open);
  return close !== null && /^[^;{]*\{/.test(text.slice(close, close + 200));
}

function ruleOf({ name, index, kind, text }: Gain): RuleText {
  const before = index === 0 ? '' : 'before,';
  const isCall = kind === 'called' || kind === 'through';
  const list = isCall ? 'expression list' : 'parameter list';
  const declarations = [
    ...(kind === 'declared' ? ['type T;'] : []),
    ...(index === 0 ? [] : [`${list}[${index}] before;`]),
    `${list} after;`,
    ...(isCall ? [`symbol ${text};`] : []),
    ...(kind === 'through' ? ['expression E;'] : []),
  ].join('\n');
  if (kind === 'through') {
    const through = ['->', '.'].map((by) => ` E${by}${name}(${before}\n+\t${text},\n after)`).join('\n|\n');
    return { name: `${name}_through`, text: `@@@\n${declarations}\n@@\n(\n${through}\n)\n` };
  }
  const head = `${kind === 'declared' ? 'T' : ''} ${name}(${before}`.trimStart();
  const end = kind === 'head' ? ' after) { ... }' : kind === 'declared' ? ' after);' : ' after)';
  return { name: `${name}_${kind}`, text: `@@@\n${declarations}\n@@\n ${head}\n+	${text},\n${end}\n` };
}

/** The member of the record, quoted as it is declared. */
function slotRule(text: string, { site, name, text: inserted }: Gain): RuleText[] {
  const { start } = site.edit;
  const from =
    Math.max(
      text.lastIndexOf(';', start - 1),
      text.lastIndexOf('{', start - 1),
      text.lastIndexOf('*/', start) + 1,
    ) + 1;
  const end = text.indexOf(';', start) + 1;
  const record = /\bstruct\s+(\w+)\s*\{[^{}]*$/.exec(text.slice(0, start))?.[1];
  if (record === undefined || end === 0) return [];
  const old = oneLine(text.slice(from, end));
  const changed = oneLine(`${text.slice(from, start)}${inserted}, ${text.slice(start, end)}`);
  return [
    {
      name: `${name}_slot`,
      text: `@@@\n${typedefsOf(changed)}@@\n struct ${record} {\n ...\n${instead(old, changed)}\n ...\n };\n`,
    },
  ];
}

/** spatch has to be told which names in quoted code are types: `typedef gfp_t;`. */
function typedefsOf(declaration: string): string {
  const names = new Set<string>();
  for (const part of declaration.split(/[(),;]/)) {
    const name = /^\s*(?:const\s+)?([A-Za-z_]\w*)(?=\s+\**\w|\s*\*|\s*$)/.exec(part)?.[1];
    if (name !== undefined && !BUILT_IN.test(name)) names.add(name);
  }
  return [...names].map((name) => `typedef ${name};\n`).join('');
}

const BUILT_IN =
  /^(?:struct|union|enum|void|char|short|int|long|float|double|signed|unsigned|const|volatile|size_t|ssize_t)$/;
