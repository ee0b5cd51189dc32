// What well-known names of things and fields mean in a drawing. A name that is not here is drawn too,
// as a plain row of a plain box.
import type { Field } from '../model/layout.ts';
import type { Column, RowStyle, ThingKind } from './scene.ts';

interface Rule {
  readonly name: RegExp;
  readonly kind: ThingKind;
  readonly type: string;
}

const RULES: readonly Rule[] = [
  { name: /(^| )page$/, kind: 'page', type: 'struct page' },
  { name: /^mapping\b/, kind: 'address_space', type: 'struct address_space' },
  { name: /^inode\b/, kind: 'inode', type: 'struct inode' },
  { name: /^anon_vma$/, kind: 'anon_vma', type: 'struct anon_vma' },
  { name: /^stable_node$/, kind: 'stable_node', type: 'struct stable_node' },
  { name: /^page_mapping$/, kind: 'page_mapping', type: 'struct page_mapping' },
  { name: /^page_wait$/, kind: 'page_wait', type: 'struct page_wait' },
  { name: /^(page_)?attachment$/, kind: 'page_attachment', type: 'struct page_attachment' },
  { name: /^buffer_head$/, kind: 'buffer_head', type: 'struct buffer_head' },
  { name: /^pte$/, kind: 'pte', type: 'page table entry' },
  { name: /^(device|owner|driver)$/, kind: 'device', type: '' },
  { name: /^(gpu|copy|node)$/, kind: 'copy', type: '' },
  { name: /^bio$/, kind: 'bio', type: 'struct bio' },
  { name: /^pipe$/, kind: 'pipe', type: 'struct pipe_inode_info' },
  { name: /^buffer$/, kind: 'buffer', type: 'struct pipe_buffer' },
  { name: /lock$/, kind: 'lock', type: 'struct rw_semaphore' },
];

/** What a thing of this name (without its number) is. */
export function kindOf(base: string): { readonly kind: ThingKind; readonly type: string } {
  return RULES.find(({ name }) => name.test(base)) ?? { kind: 'other', type: '' };
}

/** Structures that a word of struct page can point to, one for each page. */
export const OF_ONE_PAGE: ReadonlySet<ThingKind> = new Set([
  'page_mapping',
  'page_wait',
  'page_attachment',
  'buffer_head',
]);

const COLUMNS: Readonly<Partial<Record<ThingKind, Column>>> = {
  page: 'pages',
  pte: 'users',
  device: 'users',
  copy: 'users',
  bio: 'users',
  pipe: 'users',
  buffer: 'users',
  page_mapping: 'behind',
  page_wait: 'behind',
  page_attachment: 'behind',
  buffer_head: 'behind',
};

/** `besidePage`: it belongs to a page, whatever it is called. */
export function columnOf(kind: ThingKind, besidePage: boolean): Column {
  return COLUMNS[kind] ?? (besidePage ? 'behind' : 'owners');
}

const WORDS = new Set(['mapping', 'private', 'base', 'inode']);
const RIGHTS = new Set(['writable', 'mapped', 'has', 'atomic', 'works', 'readable']);
const VECTOR = /^(first|second|third|vec\d*)$/;

/** How a field is drawn. `isBit`: a flag, not a count that ends at 1; `points`: some value is a pointer; `tagged`: some pointer carries a tag. */
export function styleOf(
  kind: ThingKind,
  name: string,
  isBit: boolean,
  points: boolean,
  tagged: boolean,
): RowStyle {
  if (points) {
    if (tagged || (kind === 'page' && WORDS.has(name))) return 'word';
    return kind === 'bio' && VECTOR.test(name) ? 'vector' : 'ref';
  }
  if (!isBit || name === 'data' || name === 'text') return 'value';
  return RIGHTS.has(name) ? 'rights' : 'flags';
}

/** Words first, then pointers, numbers, flags, rights. */
export const STYLE_ORDER: readonly RowStyle[] = ['word', 'ref', 'vector', 'value', 'flags', 'rights'];

const SHOWN: Readonly<Record<string, string>> = {
  ref: 'refcount',
  slot: 'i_pages[0]',
  first: 'bvec 0',
  second: 'bvec 1',
  is: 'entry',
  has: 'valid',
  dirtyTag: 'dirty tag',
  AS_EIO: 'AS_EIO',
};

/** A field's name as a row is headed: `hasPage` → `has page`; what is spelt as in C stays. */
export function headOf(name: string): string {
  const known = Object.hasOwn(SHOWN, name) ? SHOWN[name] : undefined;
  return (
    known ?? name.replace(/([a-z])([A-Z][a-z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
  );
}

/** Fields that are locks: a count or a bit that goes up when somebody takes it. */
export function isLock(kind: ThingKind, name: string): boolean {
  return name === 'locked' || (kind === 'lock' && (name === 'writer' || name === 'readers'));
}

/** `page1.mapping` → `page1` and `mapping`. */
export function splitName({ name }: Pick<Field, 'name'>): { readonly label: string; readonly own: string } {
  const dot = name.lastIndexOf('.');
  return { label: name.slice(0, dot), own: name.slice(dot + 1) };
}

/** `page1` → `page` and 1; a name without a number is number 1. */
export function splitLabel(label: string): { readonly base: string; readonly index: number } {
  const match = /^(.*?)(\d+)$/.exec(label);
  return match ? { base: match[1] ?? label, index: Number(match[2]) } : { base: label, index: 1 };
}

/** `page1` → `page 1`. */
export function titleOf(label: string): string {
  return label.replace(/(\D)(\d+)$/, '$1 $2');
}
