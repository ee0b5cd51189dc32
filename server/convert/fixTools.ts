import type { FixTools, FunctionAt } from '../fixes/catalog/index.ts';
import { argumentsOf } from '../fixes/catalog/offers.ts';
import { applied, byFile, type Edit, joined, NOTHING, type Plan } from '../fixes/plan.ts';
import { Sites, textOf } from '../fixes/site.ts';
import { pairedParameter, valuesFor } from '../fixes/values.ts';
import type { SyntaxNode } from '../syntax/parser.ts';
import { widen } from './signature/widen.ts';
import { parametersOf } from './stages/callers.ts';
import { candidateAt } from './stages/choose.ts';
import { headerPlan } from './stages/header.ts';
import { widened } from './stages/parameter.ts';
import { ParsedFiles } from './stages/sources.ts';
import { planOf, type StageOptions } from './stages/stage.ts';
import type { ConversionTree } from './tree.ts';

/** What quick fixes ask of a tree. Each plan is of the tree's texts as they are when it is asked for. */
export function fixTools(tree: ConversionTree, options: Pick<StageOptions, 'progress'> = {}): FixTools {
  return {
    widen: async ({ name, file, offset }) => {
      const plan = await widen(tree, [{ kind: 'function', name, file, offset }], options);
      return plan.edits.length > 0 ? joined([missingHeader(tree), plan]) : plan;
    },
    thread: (target) => threaded(tree, target, options),
  };
}

/** The placeholder must be declared somewhere: the header is added where nobody has done so. Throws StageError. */
export function missingHeader(tree: ConversionTree): Plan {
  const { header, includedBy } = planOf(tree);
  const { placeholder } = tree.field;
  const defines = new RegExp(`^#[ \\t]*define[ \\t]+${placeholder}\\b`, 'm');
  const isKnown = tree.naming([placeholder]).some((file) => defines.test(tree.text(file) ?? ''));
  return isKnown || tree.text(header) !== null || tree.text(includedBy) === null
    ? NOTHING
    : headerPlan(tree, 'helper');
}

/**
 * A function gains the parameter, and so does whoever must hand it down; in the same plan those who know the value
 * pass it, and the others hand theirs on. Who knows only a doubtful value passes the placeholder still.
 */
async function threaded(
  tree: ConversionTree,
  target: FunctionAt,
  options: Pick<StageOptions, 'progress'>,
): Promise<Plan> {
  const files = new ParsedFiles(tree);
  try {
    const seed = seedAt(tree, files, target);
    if ('rule' in seed)
      return {
        ...NOTHING,
        refusals: [{ ...seed, file: target.file, offset: target.offset, function: target.name }],
      };
    const plan = await widened(tree, files, [seed], options);
    if (plan.edits.length === 0) return plan;
    const edits = [...byFile(plan.edits)].flatMap(([file, list]) => passedIn(tree, file, list));
    return joined([missingHeader(tree), { ...plan, edits }]);
  } finally {
    files.dispose();
  }
}

/** The function as one that could gain the parameter: by its first parameter that is a record. */
function seedAt(
  tree: ConversionTree,
  files: ParsedFiles,
  { file, name, offset }: FunctionAt,
): ReturnType<typeof candidateAt> {
  const sites = files.sites(file);
  const place = sites?.at(offset, '', '');
  if (!sites || !place || !('definition' in place))
    return { rule: 'damaged', reason: `${name}() cannot be read` };
  for (const [index, parameter] of parametersOf(place.definition).entries()) {
    const local = place.scope.locals.find(
      (each) => each.parameter && parameter.startIndex <= each.offset && each.offset < parameter.endIndex,
    );
    const record = local?.type.k === 'pointer' && local.type.to.k === 'record' ? local.type.to.name : '';
    if (!local || !tree.field.records.includes(record)) continue;
    const found = candidateAt({
      ...place,
      record,
      pointer: local.name,
      offset: place.definition.endIndex - 1,
    });
    return 'key' in found && found.index !== index ? { ...found, index } : found;
  }
  return { rule: 'no-record', reason: `no parameter of ${name}() is a ${tree.field.records.join(' or ')}` };
}

/**
 * The edits of one file, with values in place of the placeholders that they bring and of those that stand in the
 * functions which gain the parameter. It is judged in the text as the edits leave it: there the parameter is.
 */
function passedIn(tree: ConversionTree, file: string, edits: readonly Edit[]): Edit[] {
  const before = tree.text(file) ?? '';
  const after = applied(before, edits);
  const { placeholder } = tree.field;
  const word = new RegExp(`\\b${placeholder}\\b`, 'g');
  const syntax = tree.parser.parse(after);
  try {
    const sites = new Sites(file, syntax, tree.field, tree.parser);
    const out: Edit[] = [];
    let shift = 0;
    let done = 0;
    const between = (from: number, to: number): void => {
      for (const { index } of before.slice(from, to).matchAll(word)) {
        const at = from + index;
        if (!isWidened(sites, at + shift, tree)) continue;
        const value = valueAt(sites, at + shift);
        if (value !== null)
          out.push({
            file,
            start: at,
            end: at + placeholder.length,
            text: value,
            group: 'body',
            reason: `${value} is known here`,
            confidence: 'proved',
          });
      }
    };
    for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
      between(done, edit.start);
      const place = edit.text.search(word);
      const value = place < 0 || edit.group === 'comment' ? null : valueAt(sites, edit.start + shift + place);
      out.push(
        value === null
          ? edit
          : { ...edit, text: edit.text.replace(word, value), reason: `${value} is known here` },
      );
      shift += edit.text.length - (edit.end - edit.start);
      done = edit.end;
    }
    between(done, before.length);
    return out;
  } finally {
    syntax.dispose();
  }
}

/** Whether an offset of the new text stands in a function that has the parameter. */
function isWidened(sites: Sites, offset: number, tree: ConversionTree): boolean {
  const place = sites.at(offset, '', '');
  const { parameter } = planOf(tree);
  return (
    'definition' in place && place.scope.locals.some((each) => each.parameter && each.name === parameter)
  );
}

/** What a call may pass at a placeholder of the new text; null where nothing is proved. */
function valueAt(sites: Sites, offset: number): string | null {
  const { syntax, field } = sites;
  const node = syntax.root.descendantForIndex(offset, offset + field.placeholder.length);
  const call = node?.parent?.parent;
  if (!node || call?.type !== 'call_expression') return null;
  const args = argumentsOf(call);
  const callee = call.childForFieldName('function')?.text ?? '';
  const helper = Object.entries(field.plan?.helpers ?? {}).find(
    ([, { value, truncated }]) => callee === value || callee === truncated,
  );
  const record = helper ? args[0] : args[args.findIndex((each) => each.id === node.id) + 1];
  if (!record) return null;
  const pointer = textOf(syntax, record).replace(/\s+/g, ' ');
  const place = sites.at(offset, helper?.[0] ?? recordOf(sites, record), pointer);
  if (!('definition' in place)) return null;
  return (
    pairedParameter(place) ?? valuesFor(place).find(({ verdict }) => verdict === 'proved')?.expression ?? null
  );
}

/** By its declaration, else by its name. */
function recordOf(sites: Sites, record: SyntaxNode): string {
  const { records } = sites.field;
  const place = sites.at(record.startIndex, '', '');
  const type = 'scope' in place ? place.scope.find(record.text, record.startIndex)?.type : undefined;
  const declared = type?.k === 'pointer' && type.to.k === 'record' ? type.to.name : '';
  return (
    records.find((each) => each === declared) ??
    records.find((each) => record.text.includes(each)) ??
    records[0] ??
    ''
  );
}
