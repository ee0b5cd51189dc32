import type { Local, Scope } from '../types/scope.ts';
import type { SourceRule, TrackedField } from './field.ts';
import type { Source } from './model.ts';

/**
 * Expressions at hand at `offset` that should give the same mapping. A variable that was itself read
 * from the field, or that is not assigned yet, is no source. Two candidates of one record (a
 * directory's inode and a new one) make each other doubtful.
 */
export function sourcesAt(
  scope: Scope,
  offset: number,
  { body, at }: { readonly body: string; readonly at: number },
  field: TrackedField,
): Source[] {
  const since = (local: Local): string => body.slice(local.from - offset + at, at);
  const found: { rule: SourceRule; local: Local; source: Source }[] = [];
  for (const local of scope.visible(offset)) {
    const rule = ruleFor(local, field);
    if (!rule) continue;
    // a parameter has a value from the start, but may be given another
    const origin = assignedFrom(local, since(local)) ?? (local.parameter ? '' : null);
    if (origin === null || readsField(origin, scope, offset, field)) continue;
    const confidence = !local.parameter && rule.confidence === 'certain' ? 'likely' : rule.confidence;
    found.push({
      rule,
      local,
      source: {
        expression: rule.expression.replaceAll('$', local.name),
        from: `${local.parameter ? 'parameter' : 'local'} ${local.name}`,
        confidence,
        caveats: rule.caveats,
      },
    });
  }
  const sources = found.map(({ rule, local, source }) => {
    const rivals = found.filter((each) => each.rule.type === rule.type && each.local !== local);
    if (rivals.length === 0) return source;
    const names = rivals.map((each) => each.local.name).join(', ');
    return {
      ...source,
      confidence: 'guess' as const,
      caveats: [`${names} has the same type: make sure which one the page belongs to`, ...source.caveats],
    };
  });
  const order = { certain: 0, likely: 1, guess: 2 };
  return sources.sort((a, b) => order[a.confidence] - order[b.confidence]);
}

function ruleFor(local: Local, field: TrackedField): SourceRule | undefined {
  const type = local.type.k === 'pointer' ? local.type.to : local.type;
  const name = type.k === (type === local.type ? 'typedef' : 'record') ? type.name : undefined;
  return field.sources.find((rule) => rule.type === name);
}

/** Text of the last value given to a variable in the stretch after its declaration, or null when it has none yet. */
function assignedFrom(local: Local, stretch: string): string | null {
  const assignments = new RegExp(`(?<![\\w.>])${local.name}\\s*=(?!=)([^;]*)`, 'g');
  let value: string | null = local.value ? local.value.text : null;
  for (let match = assignments.exec(stretch); match; match = assignments.exec(stretch)) {
    const whole = match[0] ?? '';
    // the assignment that the use itself stands in gives nothing yet
    if (match.index + whole.length < stretch.length) value = match[1] ?? '';
  }
  if (value === null && new RegExp(`&\\s*${local.name}\\b`).test(stretch)) return '';
  return value;
}

function readsField(text: string, scope: Scope, offset: number, field: TrackedField): boolean {
  const member = new RegExp(`(\\w+)?\\)*\\s*(?:->|\\.)\\s*${field.field}\\b`).exec(text);
  if (member) {
    const base = member[1] ? scope.find(member[1], offset)?.type : undefined;
    const record = base?.k === 'pointer' ? base.to : base;
    // `rac->mapping` is another record's member of the same name
    if (record?.k !== 'record' || field.records.includes(record.name)) return true;
  }
  return (
    field.accessors.some((name) => text.includes(`${name}(`)) ||
    field.ladder.some((step) => text.includes(`${step.call}(`))
  );
}
