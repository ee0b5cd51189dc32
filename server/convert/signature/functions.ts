import { definitionsOf } from '../../paths/definitions.ts';
import { fieldOf } from '../../paths/nodes.ts';
import { wordOffsets } from '../../paths/regions.ts';
import { eachStretch } from '../../paths/stretch.ts';
import type { ConversionTree } from '../tree.ts';
import { type Finding, nothingFound } from './finding.ts';
import { placeInParameters } from './lists.ts';
import { lookAt, type Wanted } from './mention.ts';

/** A function as the whole tree knows it. */
export interface Subject {
  readonly name: string;
  /** the file of a static one: nobody else means it; null for a function of the whole tree */
  readonly home: string | null;
  readonly index: number | null;
  readonly implements: boolean;
}

/** The function that a name means in a file. */
export function subjectIn(
  tree: ConversionTree,
  name: string,
  file: string,
): { readonly name: string; readonly home: string | null } {
  return { name, home: hasOwn(tree.text(file) ?? '', name, file) ? file : null };
}

/** Everything that must change so that a function takes the plan's parameter, wherever it is named. */
export async function findFunction(tree: ConversionTree, subject: Subject): Promise<Finding> {
  const { name, home } = subject;
  const finding = nothingFound();
  const files = home !== null ? [home] : tree.naming([name]);
  const texts: { file: string; text: string; offsets: readonly number[] }[] = [];
  for (const file of files) {
    const text = tree.text(file) ?? '';
    const offsets = wordOffsets(text, name);
    if (offsets.length === 0 || (home === null && hasOwn(text, name, file))) continue;
    texts.push({ file, text, offsets });
  }
  const shape = shapeOf(tree, subject, texts);
  if (!shape) {
    const { file, offsets } = texts[0] ?? { file: home ?? '', offsets: [0] };
    const reason = `no definition of ${name}() was found: a macro may make it`;
    finding.obstacles.push({ file, offset: offsets[0] ?? 0, rule: 'no-definition', reason });
    return finding;
  }
  if ('done' in shape) {
    finding.done = true;
    return finding;
  }
  const wanted: Wanted = { ...subject, ...shape, tree };
  for (const { file, text, offsets } of texts) {
    await tree.rest();
    eachStretch(tree.parser, file, text, offsets, (stretch, inside) => {
      for (const offset of inside) lookAt(stretch, offset, wanted, finding);
    });
  }
  return finding;
}

/** Whether a source file has a static function of the name: there it means that one. */
export function hasOwn(text: string, name: string, file: string): boolean {
  return !file.endsWith('.h') && definitionsOf(text, name).some(({ isStatic, macro }) => isStatic && !macro);
}

type Shape = Pick<Wanted, 'index' | 'count'>;

/** Which parameter is the record, and how many there are, by the first definition. */
function shapeOf(
  tree: ConversionTree,
  { name, index }: Subject,
  texts: readonly { readonly file: string; readonly text: string }[],
): Shape | { readonly done: true } | null {
  for (const { file, text } of texts) {
    const [definition] = definitionsOf(text, name).filter(({ macro }) => !macro);
    if (!definition) continue;
    let shape: Shape | { readonly done: true } | null = null;
    eachStretch(tree.parser, file, text, [definition.offset], ({ root }, [offset = 0]) => {
      const head = root.descendantForIndex(offset, offset + name.length)?.parent;
      const list = head?.type === 'function_declarator' ? fieldOf(head, 'parameters') : null;
      const found = list && placeInParameters(list, tree.field, index);
      if (!found) return;
      if ('done' in found) {
        shape = found;
        return;
      }
      const isVariadic = list.namedChildren.some((each) => each?.type === 'variadic_parameter');
      shape =
        'at' in found
          ? { index: found.index, count: isVariadic ? null : found.count }
          : { index, count: null };
    });
    if (shape) return shape;
  }
  return null;
}
