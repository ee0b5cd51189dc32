import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { danger } from '../../server/conversion/explain/danger.ts';
import { narrow, wordLines } from '../../server/conversion/explain/word.ts';
import { explainShort, explainUse } from '../../server/conversion/explain.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import type { Access, Confidence, Use } from '../../server/conversion/model.ts';
import { ROLES, STAGES } from '../../server/conversion/model.ts';
import { PAGE_KINDS } from '../../sim-core/machine/pageKinds.ts';
import { ERAS } from '../../sim-core/machine/wordEras.ts';
import { type RawAccess, rawSight } from '../../sim-core/machine/wordReaders.ts';
import { CASES, USE } from './explainCases.ts';

const ACCESSES: readonly Access[] = [
  'read',
  'write',
  'address',
  'compare',
  'null-test',
  'dereference',
  'argument',
  'init',
  'offsetof',
  'tag-test',
];
const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'guess', 'unknown'];

const source = fc.record({
  expression: fc.constantFrom('mapping', 'inode->i_mapping', 'd_inode(dentry)->i_mapping'),
  from: fc.constantFrom('parameter inode', 'local mapping'),
  confidence: fc.constantFrom('certain' as const, 'likely' as const, 'guess' as const),
  caveats: fc.array(fc.constantFrom('may be NULL', 'right only if *this* <b>file</b> holds it'), {
    maxLength: 3,
  }),
});
/** What a kernel tree can really put into these strings: C, and any text from a macro or a condition. */
const text = fc.oneof(fc.string(), fc.constantFrom('a_b()', 'x\n<img src=x>', '`tick`', '[a](b) *c* __d__'));
const anyUse: fc.Arbitrary<Use> = fc
  .record({
    access: fc.constantFrom(...ACCESSES),
    role: fc.constantFrom(...ROLES),
    stage: fc.constantFrom(...STAGES),
    confidence: fc.constantFrom(...CONFIDENCES),
    record: fc.constantFrom('page', 'folio', null),
    function: fc.option(fc.constantFrom('ext4_writepage', 'KSM_MACRO', 'free_pages_prepare')),
    file: fc.constantFrom('fs/ext4/inode.c', 'mm/ksm.c', 'mm/vmscan.c', 'net/core/skbuff.c', 'lib/x.c'),
    sources: fc.array(source, { maxLength: 5 }),
    noSource: fc.option(text),
    condition: fc.option(text),
    reason: text,
    roleReason: text,
    base: text,
    nearDamage: fc.boolean(),
  })
  .map((over) => ({ ...USE, ...over }));

describe('the explanation of a use', () => {
  for (const [name, use] of Object.entries(CASES)) {
    it(`reads well for ${name}`, () => {
      expect(`${explainUse(use, PAGE_MAPPING)}\n\n---\n${explainShort(use)}`).toMatchSnapshot();
    });
  }

  it('has its own words for every access with every role', () => {
    const seen = new Set<string>();
    for (const access of ACCESSES)
      for (const role of ROLES) {
        const does = explainUse({ ...USE, access, role }, PAGE_MAPPING).split('\n\n')[1] ?? '';
        expect(does.length).toBeGreaterThan(30);
        seen.add(does);
      }
    expect(seen.size).toBe(ACCESSES.length * ROLES.length);
  });

  it('never says undefined, never contains HTML or an open code span, and stays a hover', () => {
    fc.assert(
      fc.property(anyUse, fc.option(fc.constantFrom(...ERAS), { nil: undefined }), (use, era) => {
        const out = explainUse(use, PAGE_MAPPING, era ? { era } : {});
        expect(out.trim()).not.toBe('');
        expect(out).not.toMatch(/undefined|\[object|NaN/);
        expect(out.split('\n').length).toBeLessThanOrEqual(26);
        expect(outsideCode(out)).not.toMatch(/[<>]/);
        expect(outsideCode(out)).not.toContain('](');
      }),
    );
  });

  it('fits one line in short', () => {
    fc.assert(
      fc.property(anyUse, (use) => {
        const out = explainShort(use);
        expect(out).not.toMatch(/\n|undefined/);
        expect(out).toContain(use.field);
      }),
    );
    expect(explainShort({ ...USE, function: 'ext4_writepage' })).toBe(
      'page->mapping dereferenced in ext4_writepage: raw; `inode->i_mapping` is at hand',
    );
  });

  it('shows each caveat of the first sources and says how many more there are', () => {
    const sources = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      expression: `${name}->f_mapping`,
      from: `parameter ${name}`,
      confidence: 'likely' as const,
      caveats: [`only for ${name}`],
    }));
    const out = explainUse({ ...USE, sources }, PAGE_MAPPING);
    expect(out).toContain('only for a');
    expect(out).toContain('- and 2 more');
    expect(out).not.toContain('e->f_mapping');
  });

  it('hands a helper for pages the page of a folio', () => {
    const out = explainUse({ ...USE, record: 'folio', base: 'folio' }, PAGE_MAPPING);
    expect(out).toContain('`fs_page_mapping(&folio->page, inode->i_mapping)`');
  });

  it('raises no alarm where the proposals attach nothing', () => {
    const slab = { ...USE, file: 'mm/slub.c', function: '__free_slab', access: 'write' as const };
    expect(explainUse(slab, PAGE_MAPPING)).toContain('leave such pages alone');
    expect(explainUse({ ...slab, file: 'mm/filemap.c' }, PAGE_MAPPING)).not.toContain(
      'leave such pages alone',
    );
  });

  it('does not invent a word for other fields', () => {
    const field = { ...PAGE_MAPPING, field: 'index', substitute: 'pgoff_t', ladder: [], accessors: [] };
    const out = explainUse({ ...USE, field: 'index', sources: [] }, field);
    expect(out).not.toContain('The word here');
    expect(out).not.toContain('page_wait');
    expect(out).toContain('raw `index`');
    expect(out).toContain('a helper of its own');
  });
});

describe('the word at a place', () => {
  it('is narrowed to kinds that exist, each with a line in some era', () => {
    const known = new Set(PAGE_KINDS.map((kind) => kind.id));
    fc.assert(
      fc.property(anyUse, (use) => {
        const { kinds } = narrow(use);
        expect(kinds.length).toBeGreaterThan(1);
        expect(kinds.filter((id) => !known.has(id))).toEqual([]);
        for (const era of ERAS) expect(wordLines(era, kinds).length).toBeGreaterThan(0);
      }),
    );
  });

  it('leaves out what cannot come', () => {
    expect(narrow(USE).kinds).toEqual(['file', 'removed']);
    expect(narrow({ ...USE, file: 'lib/x.c' }).kinds).toContain('tail');
    expect(narrow({ ...USE, file: 'lib/x.c', record: 'folio' }).kinds).not.toContain('tail');
    expect(narrow({ ...USE, file: 'mm/vmscan.c', function: 'shrink_page_list' }).kinds).not.toContain('slab');
    expect(narrow({ ...USE, file: 'mm/ksm.c' }).kinds).toContain('ksm');
  });

  it('follows the era', () => {
    expect(wordLines('4.17', ['movable'])).toEqual([
      { word: 'address_space * | PAGE_MAPPING_MOVABLE', kinds: ['non-LRU movable'] },
    ]);
    expect(wordLines('6.1', ['movable', 'fsdax-shared']).map((line) => line.word)).toEqual([
      'movable_operations * | PAGE_MAPPING_MOVABLE',
      'PAGE_MAPPING_DAX_COW',
    ]);
    expect(wordLines('6.19', ['movable', 'fsdax-shared'])).toHaveLength(1);
    expect(wordLines('4.17', ['fsdax-shared'])).toEqual([]);
  });
});

describe('what breaks under indirection', () => {
  it.each<[RawAccess, 'page_wait' | 'page_mapping', RegExp]>([
    ['dereference', 'page_wait', /oopses/],
    ['dereference', 'page_mapping', /silently taken for the `address_space`/],
    ['compare', 'page_wait', /never equals a mapping/],
    ['tag-test', 'page_wait', /passes for an anonymous one/],
    ['write', 'page_wait', /never woken/],
    ['write', 'page_mapping', /leaks/],
    ['read', 'page_wait', /points to `page_mapping` or `page_wait`/],
  ])('%s under %s agrees with the machine', (access, scheme, says) => {
    expect(danger(access, 'truncation', 'page', 'PAGE_MAPPING_ANON')).toMatch(says);
    const { outcome, sees } = rawSight('6.1', 'file', scheme, access);
    expect(outcome).toBe(/oopses/.test(says.source) ? 'oops' : access === 'write' ? 'lost' : 'wrong');
    if (access === 'tag-test') expect(sees).toBe('anonymous');
    if (access === 'write') expect(sees).toMatch(says);
  });

  it('says of a NULL test what the machine shows: removed pages pass for live ones', () => {
    expect(danger('null-test', 'truncation', 'page', '')).toContain('passes for a live one');
    expect(rawSight('6.1', 'removed', 'page_mapping', 'null-test').sees).toBe('not NULL');
    expect(rawSight('6.1', 'file', 'page_mapping', 'null-test').outcome).toBe('same');
  });
});

/** The text that Markdown acts on: without code spans and without escaped characters, as CommonMark reads it. */
function outsideCode(markdown: string): string {
  let out = '';
  for (let at = 0; at < markdown.length; ) {
    const run = /^`+/.exec(markdown.slice(at))?.[0] ?? '';
    if (markdown[at] === '\\') at += 2;
    else if (run === '') out += markdown[at++];
    else {
      const close = new RegExp(`(?<!\`)${run}(?!\`)`).exec(markdown.slice(at + run.length));
      if (!close) throw new Error(`open code span: ${markdown.slice(at, at + 60)}`);
      at += run.length + close.index + run.length;
    }
  }
  return out;
}
