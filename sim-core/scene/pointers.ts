// Which values of a field are pointers, to what, and with which tag. A kind tells the sort that it
// refers to only by how it renames; a kind that merely names a structure in its text (`&page_wait|1`)
// is read by that text.
import { addressOf, hex, OBJECT_KINDS, type ObjectKind, type Word } from '../machine/word.ts';
import { tagName } from '../machine/wordEras.ts';
import type { Kind } from '../model/fields.ts';
import type { Sort } from '../model/model.ts';
import { kindOf, OF_ONE_PAGE, splitLabel } from './names.ts';
import type { WordBits } from './scene.ts';

export interface Pointer {
  /** Label of the thing pointed to: that of a thing of the machine, or a made-up one. */
  readonly to: string;
  /** Low bits that the pointer carries. */
  readonly tag: number;
}

const FAR = 1 << 16;
const MOST = 256;
/** Moves each thing by a distance that tells its number. */
const moved = Array.from({ length: MOST }, (_, index) => index + index * FAR);

/** The thing that a value refers to, as the kind itself knows it. */
function reference(
  kind: Kind,
  value: number,
  sorts: readonly Sort[],
): { sort: string; index: number } | undefined {
  for (const { name } of sorts) {
    const distance = kind.rename(value, { [name]: moved }) - value;
    if (distance > 0) return { sort: name, index: distance / FAR };
  }
  return undefined;
}

const TAGS: readonly (readonly [RegExp, number])[] = [
  [/KSM$/, 3],
  [/MOVABLE$/, 2],
  [/ANON$/, 1],
];

function tagOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number)) return number;
  return TAGS.find(([name]) => name.test(text))?.[1] ?? 0;
}

/** A text that names one of the kernel's structures, with or without a number. */
const STRUCTURE =
  /^&?(mapping of [\w ]+|(mapping|anon_vma|stable_node|page_mapping|page_wait|page_attachment|buffer_head)\d*)$/;

/**
 * What each value of a field points to, by value. `labels` are the things of the machine, `index` is the
 * number of the thing that holds the field: a structure without a number is that page's own.
 */
export function pointersOf(
  kind: Kind,
  sorts: readonly Sort[],
  labels: ReadonlySet<string>,
  index: number,
): readonly (Pointer | undefined)[] {
  const pick = (base: string, number: number): string =>
    labels.has(`${base}${number}`) ? `${base}${number}` : labels.has(base) ? base : `${base}${number}`;
  return Array.from({ length: kind.size }, (_, value) => {
    const text = kind.text(value);
    const [body = '', tagText = ''] = text.split('|');
    const tag = tagText === '' ? 0 : tagOf(tagText);
    const known = reference(kind, value, sorts);
    if (known) return { to: pick(known.sort, known.index), tag };
    if (labels.has(body)) return { to: body, tag };
    if (body.startsWith('the ')) {
      const ending = [...labels].filter((label) => label.endsWith(body));
      if (ending.length === 1 && ending[0]) return { to: ending[0], tag };
    }
    if (!STRUCTURE.test(body)) return undefined;
    const name = body.replace(/^&/, '');
    if (name.includes(' ')) return { to: name, tag };
    const { base, index: number } = splitLabel(name);
    const numbered = name !== base;
    const ownPage = OF_ONE_PAGE.has(kindOf(base).kind);
    if (numbered || ownPage) return { to: pick(base, numbered ? number : index), tag };
    return { to: labels.has(base) || !labels.has(`${base}1`) ? base : `${base}1`, tag };
  });
}

/** What has a stretch of made-up addresses. */
const isAddressed = (kind: string): kind is ObjectKind => (OBJECT_KINDS as readonly string[]).includes(kind);

/** The word that a pointer makes: its bits from the highest tag bit that the field knows down to bit 0. */
export function wordBits(pointer: Pointer | undefined, tagBits: number): WordBits {
  const tag = pointer?.tag ?? 0;
  const bits = Array.from({ length: tagBits }, (_, at) => {
    const bit = tagBits - 1 - at;
    return { bit, set: ((tag >>> bit) & 1) === 1 };
  });
  let word: Word | undefined = pointer ? undefined : 0n;
  if (pointer) {
    const { base, index } = splitLabel(pointer.to);
    const { kind } = kindOf(base);
    // names such as "mapping of the disk" have no number, so no address of their own
    if (isAddressed(kind) && !base.includes(' ')) word = addressOf({ kind, id: index - 1 }) | BigInt(tag);
  }
  // bits 0 and 1 alone have names
  const named = tag < 4 ? tagName('4.17', BigInt(tag)) : null;
  return { bits, tagName: named, digits: word === undefined ? null : hex(word) };
}
