import type { FieldPlan, TrackedField } from '../../conversion/field.ts';
import { checkedCalls, siteDeclaration } from './checkText.ts';
import { comment, declared, type HelperNames, head, helpersOf, isPointer, pad } from './declare.ts';
import { markerLine, type PlanStage, stem } from './marker.ts';

/** What the helpers do at each stage, for whoever reads the header. */
const MEANS: Readonly<Record<PlanStage, string>> = {
  helper: 'they read the field, and nobody passes a value yet',
  parameter: 'they read the field; functions have the parameter that a value will come through',
  pass: 'they read the field, whatever value is passed',
  check:
    'they read the field, compare it with the value passed, count, and warn once at each call where the two differ',
  final: 'they yield the value passed, and read the field where none is known',
};

/**
 * The header with the plan's helpers at a stage. It is included at the end of `declaring`, the text of
 * the header that declares the records. It includes that one in its turn, for who includes it alone; otherwise it
 * may use what is in sight there, and nothing else.
 */
export function headerText(
  field: TrackedField,
  plan: FieldPlan,
  stage: PlanStage,
  declaring: string,
): string {
  const helpers = helpersOf(plan, declaring);
  const guard = `_${plan.header.replace(/^.*?include\//, '').replace(/\W/g, '_')}`.toUpperCase();
  const reads = helpers.map(({ record }) => `${record}->${field.field}`).join(' and ');
  const checks = stage === 'check';
  const parts = [
    '/* SPDX-License-Identifier: GPL-2.0 */\n' +
      comment([
        `Helpers in place of ${reads}, so that what they yield can come from the caller. At this stage ${MEANS[stage]}.`,
        '',
        markerLine(stage, field),
      ]) +
      `\n#ifndef ${guard}\n#define ${guard}`,
    includes(plan, checks),
    `${comment([`What a caller passes that does not know the ${field.field}.`])}\n#define ${field.placeholder}\t${plan.placeholderValue}`,
    ...(checks ? [siteDeclaration(plan)] : []),
    ...helpers.flatMap((names) => [
      valueHelper(field, plan, stage, names),
      ...(names.truncated === null
        ? []
        : [truncationTest(field, plan, stage, names.record, names.truncated)]),
    ]),
    ...(checks ? [checkedCalls(field, plan, helpers)] : []),
    `#endif /* ${guard} */`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function includes(plan: FieldPlan, checks: boolean): string {
  const own = plan.includedBy.replace(/^.*?include\//, '');
  const headers = ['linux/compiler.h', own, ...(checks ? ['linux/atomic.h'] : [])];
  return headers
    .sort()
    .map((each) => `#include <${each}>`)
    .join('\n');
}

function valueHelper(field: TrackedField, plan: FieldPlan, stage: PlanStage, names: HelperNames): string {
  const { record, value } = names;
  const { field: word } = field;
  const read = `READ_ONCE(${record}->${word})`;
  const [says, ...body] =
    stage === 'final'
      ? isPointer(field)
        ? [
            `The ${word} of a ${record}: what the caller passes, the field where the caller knows none, and NULL once the ${record} is truncated.`,
            `\t${declared(field, 'known')} = ${read};`,
            '',
            `\treturn known && ${word} ? ${word} : known;`,
          ]
        : [
            `The ${word} of a ${record}: what the caller passes, and the field where the caller knows none.`,
            `\treturn ${word} == ${field.placeholder} ? ${read} : ${word};`,
          ]
      : stage === 'check'
        ? [
            `The ${word} of a ${record}. The field counts; what the caller passes is compared with it.`,
            `\t${declared(field, 'known')} = ${read};`,
            '',
            `\t${stem(plan)}_compare(site, ${record}, (unsigned long)known,`,
            `${pad(`        ${stem(plan)}_compare(`)}(unsigned long)${word});`,
            '\treturn known;',
          ]
        : [`The ${word} of a ${record}. What the caller passes is not used yet.`, `\treturn ${read};`];
  const top = head(`static inline ${declared(field, '').trimEnd()}`, value, [
    `const struct ${record} *${record}`,
    declared(field, word),
    ...siteParameter(plan, stage),
  ]);
  return `${comment([says ?? ''])}\n${top}\n{\n${body.join('\n')}\n}`;
}

function truncationTest(
  field: TrackedField,
  plan: FieldPlan,
  stage: PlanStage,
  record: string,
  name: string,
): string {
  const { field: word } = field;
  const says = `Whether a ${record} is gone from its file: truncated, or in another file by now. With ${field.placeholder} only the first can be told.`;
  const top = head('static inline bool', name, [
    `const struct ${record} *${record}`,
    `const ${declared(field, word)}`,
    ...siteParameter(plan, stage),
  ]);
  const body = [
    `\tconst ${declared(field, 'known')} = READ_ONCE(${record}->${word});`,
    '',
    ...(stage === 'check'
      ? [`\t${stem(plan)}_count(site, (unsigned long)known, (unsigned long)${word});`]
      : []),
    `\treturn !known || (${word} && known != ${word});`,
  ];
  return `${comment([says])}\n${top}\n{\n${body.join('\n')}\n}`;
}

function siteParameter(plan: FieldPlan, stage: PlanStage): string[] {
  return stage === 'check' ? [`struct ${stem(plan)}_site *site`] : [];
}
