// The parts of the kernel one by one: queues, words, references, and that what is not declared is not there.
import { describe, expect, it } from 'vitest';
import { type Kernel, type KernelOptions, kernel } from '../../sim-core/kernel/kernel.ts';
import { finderLocals } from '../../sim-core/kernel/lookup.ts';
import {
  allocPage,
  deleteFromCache,
  freezePage,
  getPageUnlessZero,
  isPresent,
  mkclean,
  putPage,
  setDirty,
  startCached,
  startMapped,
  tryLockPage,
  unfreezePage,
  unmapPage,
} from '../../sim-core/kernel/primitives.ts';
import { queueOnPage, wakePage } from '../../sim-core/kernel/wait.ts';
import { decode } from '../../sim-core/machine/word.ts';
import { Model } from '../../sim-core/model/model.ts';
import { path, step } from '../../sim-core/model/path.ts';
import { Oops } from '../../sim-core/model/views.ts';
import { machineFor, stageFor } from '../../sim-core/scenario.ts';
import { scenarioOf } from '../../sim-core/scenarios/index.ts';
import { PROTECTING, SCHEMES } from '../../sim-core/schemes/index.ts';

const small = { scheme: 'field', pages: 2, files: 1, references: 4 };

function built(options: Partial<KernelOptions> = {}, more: (m: Model, k: Kernel) => void = () => {}): Kernel {
  const m = new Model();
  const k = kernel(m, { ...small, ...options });
  more(m, k);
  m.build();
  return k;
}

describe('a queue', () => {
  function queued(...shared: (0 | 1)[]) {
    const k = built({ queue: true, waiters: shared.length }, (m, kernelOf) => {
      const waits = path(finderLocals(kernelOf, true), [step('io_schedule', 'sleeps', () => {})]);
      m.process('waiter', waits, { count: shared.length });
    });
    startCached(k, 1, 1);
    const sleepers = k.sleepers();
    for (const [at, sleeper] of sleepers.entries()) {
      sleeper.page = 1;
      sleeper.shared = shared[at] ?? 0;
      queueOnPage(k, sleeper);
    }
    return { k, places: () => sleepers.map(({ place }) => place) };
  }

  it('wakes those who want the lock one at a time, in the order in which they came', () => {
    const { k, places } = queued(0, 0, 0);
    expect(places()).toEqual([1, 2, 3]);
    wakePage(k, 1);
    expect(places()).toEqual([0, 1, 2]);
    wakePage(k, 1);
    expect(places()).toEqual([0, 0, 1]);
  });

  it('wakes all who do not want the lock, up to the first who does', () => {
    const { k, places } = queued(1, 1, 0, 1);
    wakePage(k, 1);
    expect(places()).toEqual([0, 0, 0, 1]);
    wakePage(k, 1);
    expect(places()).toEqual([0, 0, 0, 0]);
  });

  it('wakes nobody when the page was locked again, nor waiters of another page', () => {
    const { k, places } = queued(0, 1);
    wakePage(k, 2);
    expect(places()).toEqual([1, 2]);
    tryLockPage(k, 1);
    wakePage(k, 1);
    expect(places()).toEqual([1, 2]);
  });
});

describe('the word of a page', () => {
  const view = (k: Kernel) => k.identity.wordsOf(1);

  it.each(SCHEMES)('%s: bits, tag and target while cached, waited for, protected, truncated', (scheme) => {
    const k = built({ scheme, holders: 1 });
    startCached(k, 1, 1);
    const file = { kind: 'address_space', index: 1 };
    const indirect = { page_mapping: 'page_mapping' }[scheme as string];
    expect(view(k).mapping.target).toEqual(indirect ? { kind: indirect, index: 1 } : file);
    if (indirect) expect(view(k).behind?.target).toEqual(file);
    k.identity.addWaiter(1);
    if (scheme === 'page_wait') {
      expect(view(k).mapping).toMatchObject({
        tag: 1,
        tagName: 'PAGE_MAPPING_ANON',
        target: { kind: 'page_wait', index: 1 },
      });
      expect(view(k).behind?.target).toEqual(file);
    }
    k.identity.dropWaiter(1);
    k.identity.protect(1);
    expect(k.identity.isProtected(1)).toBe(k.identity.remembers);
    expect(k.identity.file(1)).toBe(1);
    const shown = view(k);
    if (scheme === 'page_attachment')
      expect(shown.mapping).toMatchObject({
        tag: 3,
        tagName: 'PAGE_MAPPING_KSM',
        target: { kind: 'page_attachment' },
      });
    if (scheme === 'page_flag') expect(shown.flags).toEqual(['PG_ronly']);
    if (scheme === 'private') expect(shown.private?.target).toEqual({ kind: 'page_attachment', index: 1 });
    for (const word of [shown.mapping, shown.behind, shown.private]) {
      if (!word) continue;
      const decoded = decode(word.bits);
      expect(decoded?.tag).toBe(word.tag);
      expect(decoded?.target).toEqual(word.target && { kind: word.target.kind, id: word.target.index - 1 });
    }
    k.identity.unprotect(1);
    expect(k.identity.isProtected(1)).toBe(false);
    deleteFromCache(k, 1);
    expect(k.identity.file(1)).toBe(0);
    putPage(k, 1);
    expect(view(k).mapping).toMatchObject({ tag: 0, target: null, bits: 0n });
  });

  it.each(SCHEMES)('%s: anonymous and KSM pages', (scheme) => {
    const k = built({ scheme, anonVmas: 1, stableNodes: 2 });
    k.identity.setAnon(1, 1);
    expect([k.identity.anon(1), k.identity.file(1), k.identity.stableNode(1)]).toEqual([1, 0, 0]);
    k.identity.setStableNode(1, 2);
    expect([k.identity.anon(1), k.identity.file(1), k.identity.stableNode(1)]).toEqual([0, 0, 2]);
    const words = view(k);
    expect([words.mapping.target?.kind, words.behind?.target?.kind]).toContain('stable_node');
    expect(k.identity.isProtected(1)).toBe(false);
    (k.page[1] as { ref: number }).ref = 1;
    putPage(k, 1);
    expect(k.identity.raw(1)).toBe(0);
  });

  it('of a scenario can be read at each state', () => {
    const setting = { scheme: 'page_attachment', variant: 'asks', set: {} };
    const { machine, kernel: k } = stageFor(scenarioOf('reclaim-attachment'), setting);
    machine.load(machine.initial);
    expect(k?.identity.wordsOf(1).mapping.target?.kind).toBe('address_space');
    for (let at = 0; at < 8; at++) expect(machine.apply({ process: 0, way: 0 })).toBe('ran');
    expect(k?.identity.wordsOf(1).mapping.target?.kind).toBe('page_attachment');
    expect(machineFor(scenarioOf('reclaim-attachment'), setting).initial).toEqual(machine.initial);
  });

  it('remembers a protection in four schemes', () => {
    const remembering = SCHEMES.filter((scheme) => built({ scheme, holders: 1 }).identity.remembers);
    expect(remembering.sort()).toEqual([...PROTECTING].sort());
  });
});

describe('primitives', () => {
  it('count references, and free with a NULL word only', () => {
    const k = built();
    startCached(k, 1, 1);
    expect(getPageUnlessZero(k, 1)).toBe(true);
    expect(getPageUnlessZero(k, 2)).toBe(false);
    putPage(k, 1);
    expect(() => putPage(k, 1)).toThrow(Oops);
    expect(() => putPage(k, 2)).toThrow(Oops);
  });

  it('freeze a count so that nobody gets a reference and nobody allocates the page', () => {
    const k = built({ flags: ['frozen'] });
    startCached(k, 1, 1);
    expect(freezePage(k, 1, 2)).toBe(false);
    expect(freezePage(k, 1, 1)).toBe(true);
    expect([getPageUnlessZero(k, 1), allocPage(k, 1)]).toEqual([false, false]);
    unfreezePage(k, 1, 1);
    expect(getPageUnlessZero(k, 1)).toBe(true);
  });

  it('find PTEs through the identity: write-protect, then unmap, dropping references', () => {
    const k = built({ ptes: 2, flags: ['dirty'] });
    startMapped(k, 1, 1, 1, 1);
    expect(mkclean(k, 1)).toBe(true);
    expect(mkclean(k, 1)).toBe(false);
    expect(k.page[1]?.ref).toBe(2);
    unmapPage(k, 1);
    expect([isPresent(k, 1), k.page[1]?.ref]).toEqual([false, 1]);
  });

  it('refuse a part that was not declared', () => {
    const k = built();
    setDirty(k, 1);
    expect(k.page[1]?.dirty).toBeUndefined();
    expect(() => {
      (k.page[1] as { dirty: number }).dirty = 1;
    }).toThrow(TypeError);
  });
});
