import { definitionsOf } from '../../paths/definitions.ts';
import { buildLine, checkerFile } from '../header/checkText.ts';
import { helpersOf } from '../header/declare.ts';
import { rank, treeStage } from '../header/marker.ts';
import { headerText } from '../header/text.ts';
import { planOf } from '../stages/stage.ts';
import type { ConversionTree } from '../tree.ts';
import { testHelpers, valueHelpers } from './canonical.ts';
import { Findings, type Revised } from './model.ts';
import type { Signature } from './signatures.ts';

/** The helpers are declared once, in the plan's header, and everybody sees them. */
export function helpersOnce(tree: ConversionTree): Findings {
  const found = new Findings('helpers');
  const { field } = tree;
  const plan = planOf(tree);
  const header = tree.text(plan.header);
  const names = [...valueHelpers(field), ...testHelpers(field)];
  const declaring = tree.text(plan.includedBy);
  if (declaring === null)
    found.error(plan.includedBy, null, 'it is not there, and the records should be declared in it');
  for (const file of tree.naming([...names, field.placeholder])) {
    const text = tree.text(file) ?? '';
    if (file === plan.header) continue;
    for (const name of names)
      for (const at of definedAt(text, name))
        found.error(file, at, `${name}() is defined here, and belongs into ${plan.header}`);
    const macro = new RegExp(`^#[ \\t]*define[ \\t]+(?:${[field.placeholder, ...names].join('|')})\\b`, 'gm');
    for (const { index } of text.matchAll(macro))
      found.error(file, index, `a name of ${plan.header} is defined here again`);
  }
  if (header === null) {
    for (const { file, rungs } of tree.reports())
      for (const { name, offset, function: within } of rungs)
        if (names.includes(name) || name === field.placeholder)
          found.error(file, offset, `${name} is used, and ${plan.header} is not there`, within);
    return found;
  }
  const stage = treeStage(header, field);
  const written = stage === null ? null : headerText(field, plan, stage, declaring ?? '');
  for (const { value, truncated } of helpersOf(plan, declaring ?? ''))
    for (const name of [value, ...(truncated === null ? [] : [truncated])]) {
      found.looked++;
      const times = definedAt(header, name).length;
      if (times !== 1) found.error(plan.header, null, `${name}() is defined ${times} times in it`);
      else if (written !== null && bodyOf(header, name) !== bodyOf(written, name))
        found.error(
          plan.header,
          definedAt(header, name)[0] ?? null,
          `${name}() is not what the stage ${stage} makes of it: what its callers get is not known`,
        );
    }
  const path = plan.header.replace(/^(?:.*\/)?include\//, '').replaceAll('.', '\\.');
  const includes = [...(declaring ?? '').matchAll(new RegExp(`^#[ \\t]*include[ \\t]*<${path}>`, 'gm'))]
    .length;
  if (includes !== 1)
    found.error(plan.includedBy, null, `it includes ${plan.header} ${includes} times, and should once`);
  return found;
}

/** The header says what stage the tree is at; the tree is there. What is still raw is told as notes. */
export function stageKept(tree: ConversionTree, signatures: readonly Signature[]): Findings {
  const found = new Findings('stage');
  const { field } = tree;
  const plan = planOf(tree);
  const header = tree.text(plan.header);
  const stage = treeStage(header, field);
  if (header !== null && stage === null)
    found.error(plan.header, null, `it does not say what stage of ${field.id} it is of`);
  if (rank(stage) < rank('parameter'))
    // somebody's own work: early, and it may be right
    for (const { file, offset, name } of signatures)
      found.note(
        file,
        offset,
        `${name}() takes ${plan.parameter}, and the tree is at ${stage ?? 'no stage'}`,
      );
  const checker = tree.text(checkerFile(plan));
  const makefile = tree.text(checkerFile(plan).replace(/[^/]+$/, 'Makefile'));
  const built = makefile?.split('\n').includes(buildLine(plan)) ?? null;
  if (stage === 'check' && checker === null)
    found.error(checkerFile(plan), null, 'it is not there, and the helpers of this stage call it');
  if (stage === 'check' && built === false) found.error(checkerFile(plan), null, 'no Makefile builds it');
  if (stage !== 'check' && checker !== null && rank(stage) > 0)
    found.error(checkerFile(plan), null, `it is there, and the tree is at ${stage}`);
  if (stage !== 'check' && built === true)
    found.error(checkerFile(plan), null, `a Makefile builds it, and the tree is at ${stage ?? 'no stage'}`);
  if (rank(stage) >= rank('pass'))
    for (const { file, offset, name, body } of signatures)
      if (body === 'leaves')
        found.note(file, offset, `${name}() takes ${plan.parameter} and does not use it`, name);
  for (const { file, uses } of tree.reports()) {
    found.looked += uses.length;
    if (file === plan.header) continue;
    for (const use of uses)
      if (use.stage === 'raw')
        found.note(file, use.offset, `${use.base} is read by name still`, use.function);
  }
  return found;
}

/** What was read before is read now: no file has more places that no parser understands. */
export function readStill(files: readonly Revised[]): Findings {
  const found = new Findings('damage');
  for (const { before, after } of files) {
    if (!after) continue;
    found.looked++;
    const [old, now] = [before?.report.damage.length ?? 0, after.report.damage.length];
    if (now > old)
      found.error(
        after.report.file,
        after.report.damage[0]?.start ?? null,
        `${now - old} more ${now - old === 1 ? 'place' : 'places'} cannot be read than before`,
      );
  }
  return found;
}

/** A helper's parameters and body, without comments and blanks. */
function bodyOf(text: string, name: string): string {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return (new RegExp(`\\b${name}\\([\\s\\S]*?\\n\\}`).exec(code)?.[0] ?? '').replaceAll(/\s+/g, '');
}

/** Offsets of a function's definitions. */
function definedAt(text: string, name: string): number[] {
  return definitionsOf(text, name).flatMap(({ macro, offset }) => (macro ? [] : [offset]));
}
