// Where a page's identity (which file it belongs to, whose anonymous memory it is) is kept, and what
// else may hang there. Each scheme of the article is one implementation; the kernel paths know only
// this interface.
import { must } from '../model/model.ts';
import type { MappingWord, PageWords } from './word.ts';

export type SchemeId = 'field' | 'page_mapping' | 'page_wait' | 'page_attachment' | 'page_flag' | 'private';

export interface Identity {
  readonly scheme: SchemeId;
  /** The values that `load` and `save` deal in: what page->mapping would hold without the scheme. */
  readonly word: MappingWord;
  load(page: number): number;
  save(page: number, value: number): void;
  /** The page is put into the cache of a file. */
  attach(page: number, file: number): void;
  /** __delete_from_page_cache(): the page belongs to no file any more. */
  detach(page: number): void;
  /** The word that a raw `page->mapping` reads: comparable with `rawFile`, 0 when NULL. */
  raw(page: number): number;
  /** The word that means "belongs to this file" to code that compares raw words. */
  rawFile(file: number): number;
  /** page_mapping(): the file, through whatever indirection, or 0. */
  file(page: number): number;
  /** page_anon_vma(): the anon_vma of an anonymous page, or 0; and its store. */
  anon(page: number): number;
  setAnon(page: number, vma: number): void;
  /** page_stable_node(): the stable node of a KSM page, or 0; and set_page_stable_node(). */
  stableNode(page: number): number;
  setStableNode(page: number, node: number): void;
  /** The page goes back to the allocator: anonymous words are cleared, any other must be NULL. */
  free(page: number): void;
  /** A waiter queues on the page; the first may have to hang a structure on it. Under the queue's lock. */
  addWaiter(page: number): void;
  /** A waiter leaves; the last may have to put things back. Under the queue's lock. */
  dropWaiter(page: number): void;
  /** Does a wake-up find those who wait on the page? Not when they hang on a word that was overwritten. */
  findsWaiters(page: number): boolean;
  /** Stores NULL into the raw word, whatever hangs there. */
  overwrite(page: number): void;
  /** For a last waiter that puts things back in two steps: what it would store, or -1 when it is not the last. */
  peekBase(page: number): number;
  /** … and the store itself. */
  storeBase(page: number, value: number): void;
  /** Can the scheme remember that somebody protects a page? */
  readonly remembers: boolean;
  /** Write protection begins, or ends for one holder. */
  protect(page: number): void;
  unprotect(page: number): void;
  isProtected(page: number): boolean;
  /** PagePrivate(); attach_page_buffers(); are these buffer heads? Only with `buffers`, or under `private`. */
  hasPrivate(page: number): boolean;
  attachBuffers(page: number): void;
  hasBuffers(page: number): boolean;
  /** What identity and all that hangs on it look like in memory. */
  wordsOf(page: number): PageWords;
}

/** What a scheme has to say; the rest follows. */
export type Store = Pick<Identity, 'scheme' | 'load' | 'save' | 'raw' | 'wordsOf'> & Partial<Identity>;

const nothing = (): void => {};
const no = (): boolean => false;
const yes = (): boolean => true;

export function identityFrom(word: MappingWord, store: Store): Identity {
  const { files, anonBase, ksmBase } = word;
  const { load, save } = store;
  return {
    word,
    attach: save,
    detach: (page) => save(page, 0),
    rawFile: (file) => file,
    file: (page) => {
      const value = load(page);
      return value <= files ? value : 0;
    },
    anon: (page) => {
      const value = load(page);
      return value > anonBase && value <= ksmBase ? value - anonBase : 0;
    },
    setAnon: (page, vma) => save(page, anonBase + vma),
    stableNode: (page) => Math.max(0, load(page) - ksmBase),
    setStableNode: (page, node) => save(page, ksmBase + node),
    free: (page) => {
      if (load(page) > files) save(page, 0);
      must(store.raw(page) === 0, 'a freed page has a NULL mapping');
    },
    addWaiter: nothing,
    dropWaiter: nothing,
    findsWaiters: yes,
    overwrite: (page) => save(page, 0),
    peekBase: load,
    storeBase: nothing,
    remembers: false,
    protect: nothing,
    unprotect: nothing,
    isProtected: no,
    hasPrivate: no,
    attachBuffers: nothing,
    hasBuffers: no,
    ...store,
  };
}
