import { decode, hex, type Target, type Word } from '../../../sim-core/machine/word.ts';
import { accessorsOf } from '../../../sim-core/machine/wordAccessors.ts';
import { ERA_FACTS, type Looks, looksLike, tagName } from '../../../sim-core/machine/wordEras.ts';
import { type Outcome, rawSight } from '../../../sim-core/machine/wordReaders.ts';
import { makePage, type PageState, SCHEMES, scheme } from '../../../sim-core/machine/wordSchemes.ts';
import { describeLoad, describeTarget, describeWord } from '../../../sim-core/machine/wordWords.ts';
import type { WordState } from '../../shared/wordProtocol.ts';

/** One structure in the drawing, with the members worth showing. */
export interface Box {
  readonly title: string;
  readonly members: readonly string[];
}

export interface AccessorRow {
  readonly name: string;
  readonly source: string;
  readonly today: string;
  readonly under: string;
}

export interface ReaderRow {
  readonly scheme: string;
  readonly chosen: boolean;
  readonly touched: boolean;
  readonly sees: string;
  readonly outcome: Outcome;
}

/** Everything that the page shows for one state: text and rows, no DOM. */
export interface WordView {
  readonly digits: string;
  readonly bits: readonly [one: string, zero: string];
  readonly bitNames: readonly [one: string, zero: string];
  readonly word: string;
  /** what the word leads to, in the order of the arrows; empty for NULL */
  readonly chain: readonly Box[];
  readonly bitsSay: string;
  /** how the bits mislead, or null when they say what they say today */
  readonly collision: string | null;
  readonly accessors: readonly AccessorRow[];
  readonly readers: readonly ReaderRow[];
  readonly notes: readonly string[];
  readonly summary: string;
}

const LOOKS: Readonly<Record<Looks, string>> = {
  null: 'no identity: NULL',
  pointer: 'a pointer without tag, so an address_space',
  anon: 'an anonymous page',
  ksm: 'a KSM page, and so an anonymous one',
  movable: 'a non-LRU movable page',
  invalid: 'a tag that no page has',
};

export function wordView(state: WordState): WordView {
  const { era } = state;
  const today = makePage(era, state.kind, 'field');
  const page = makePage(era, state.kind, state.scheme);
  const [looks, looked] = [looksLike(era, page.word), looksLike(era, today.word)];
  const readers = SCHEMES.map((each): ReaderRow => {
    const { sees, outcome } = rawSight(era, state.kind, each.id, state.access);
    const touched = makePage(era, state.kind, each.id).word !== today.word;
    return { scheme: each.title, chosen: each.id === state.scheme, touched, sees, outcome };
  });
  const chosen = readers.find((row) => row.chosen);
  const word = describeWord(era, page.word);
  return {
    digits: hex(page.word),
    bits: [bit(page.word, 1n), bit(page.word, 0n)],
    bitNames: [ERA_FACTS[era].tags[1], ERA_FACTS[era].tags[0]],
    word,
    chain: chainOf(page),
    bitsSay: LOOKS[looks],
    collision: looks === looked ? null : `Today the same bits say: ${LOOKS[looked]}.`,
    accessors: accessorRows(page, today),
    readers,
    notes: notesOf(state, page, page.word !== today.word),
    summary: `${capital(page.kind.title)} in v${era}: the word is ${word}. A raw ${state.access} sees: ${chosen?.sees ?? ''}.`,
  };
}

function accessorRows(page: PageState, today: PageState): readonly AccessorRow[] {
  return accessorsOf(page.era).map((accessor) => {
    const say = (each: PageState): string => {
      const answer = accessor.run(each);
      return 'value' in answer ? describeWord(page.era, answer.value) : describeLoad(page.era, answer, '');
    };
    return { name: `${accessor.name}()`, source: accessor.source, today: say(today), under: say(page) };
  });
}

function notesOf(state: WordState, page: PageState, touched: boolean): readonly string[] {
  const { kind } = page;
  const chosen = scheme(state.scheme);
  return [
    `Told apart from pages with the same word by: ${kind.toldApartBy}.`,
    `${capital(kind.title)}: ${kind.note}.`,
    `Bit 1 alone in v${state.era}: ${ERA_FACTS[state.era].bitOne}.`,
    ...(state.scheme === 'field' ? [] : [`${chosen.title}. Source: ${chosen.source}.`]),
    ...(state.scheme === 'field' || touched ? [] : ['This proposal leaves pages of this kind alone.']),
  ];
}

function chainOf({ word, era, memory, identity, kind }: PageState): readonly Box[] {
  const target = decode(word)?.target;
  if (!target) return [];
  const boxes = [boxOf(target, era, memory.get(word & ~3n), identity)];
  const own = decode(identity)?.target;
  if (own && word !== identity) boxes.push(boxOf(own, era, memory.get(identity & ~3n), identity));
  return kind.flags.tail ? [{ title: 'TAIL_MAPPING', members: ['poison: points to nothing'] }] : boxes;
}

function boxOf(target: Target, era: WordState['era'], first: Word | undefined, identity: Word): Box {
  const held = describeWord(era, identity & ~3n);
  const tag = tagName(era, identity);
  const flags = tag === null ? 'flags' : `flags: ${tag}`;
  const title = describeTarget(target);
  switch (target.kind) {
    case 'page_mapping':
      return { title: 'struct page_mapping', members: [`mapping → ${held}`, flags] };
    case 'page_wait':
      return {
        title: 'struct page_wait',
        members: ['wq[PAGE_WRITABLE_BITS]', 'entry', `base.mapping → ${held}`, `base.${flags}`, 'lock, own'],
      };
    case 'page_attachment':
      return { title: 'struct page_attachment', members: ['ops', `→ ${held}`, flags] };
    case 'address_space':
      return { title, members: [`host → ${describeWord(era, first ?? 0n)}`, 'i_pages', 'a_ops'] };
    case 'anon_vma':
      return { title: 'struct anon_vma', members: ['root', 'rwsem', 'rb_root'] };
    case 'stable_node':
      return { title: 'struct ksm_stable_node', members: ['node (rb tree)', 'hlist: who maps it', 'kpfn'] };
    case 'movable_operations':
      return {
        title: 'struct movable_operations',
        members: ['isolate_page', 'migrate_page', 'putback_page'],
      };
    default:
      return { title, members: [] };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bit(word: Word, number: bigint): string {
  return ((word >> number) & 1n).toString();
}
