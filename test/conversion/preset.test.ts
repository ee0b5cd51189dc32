import { describe, expect, test } from 'vitest';
import { explainUse } from '../../server/conversion/explain.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { PresetError, parsePreset } from '../../server/conversion/presetFile.ts';
import { PRESETS } from '../../server/conversion/presets.ts';
import { reportsOf, usesIn } from '../support/analyse.ts';

const LEAST = { id: 'page-index', records: ['page', 'folio'], field: 'index', substitute: 'pgoff_t' };
const parsed = (preset: object) => parsePreset(JSON.stringify(preset), 'preset.json');

describe('a preset file', () => {
  test('needs four things; what is the same for every field it need not repeat', () => {
    expect(parsed(LEAST)).toMatchObject({
      ...LEAST,
      title: 'page, folio: index',
      tells: "the {record}'s index",
      transparentMacros: PAGE_MAPPING.transparentMacros,
      owners: {},
      locks: [],
    });
  });

  test('says what it says itself', () => {
    const said = { title: 'Index', transparentMacros: ['PEEK'], owners: { f: 'because' } };
    expect(parsed({ ...LEAST, ...said })).toMatchObject(said);
  });

  test('may hold comments, a trailing comma and a schema', () => {
    const text = `{
  // of 2025
  "$schema": "https://example.org/x",
  "id": "x", "records": ["page"], /* and */ "field": "lru",
  "substitute": "struct list_head",
}`;
    expect(parsePreset(text, 'x').field).toBe('lru');
  });

  test('may extend one that ships, and then says only what differs', () => {
    const { id: _, ...same } = PAGE_MAPPING;
    expect(parsed({ extends: 'page-mapping', id: 'mine', title: PAGE_MAPPING.title })).toEqual({
      ...same,
      id: 'mine',
    });
    expect(parsed({ extends: 'page-mapping', id: 'mine', records: ['zpdesc'] })).toMatchObject({
      title: 'zpdesc: mapping',
      records: ['zpdesc'],
      locks: PAGE_MAPPING.locks,
    });
  });

  test('each that ships is one', () => {
    for (const preset of PRESETS.values())
      expect(parsePreset(JSON.stringify(preset), 'shipped')).toEqual(preset);
  });
});

describe('a preset that cannot be used is refused with its line', () => {
  test.each<[string, string]>([
    ['{\n  "id": "x",\n  "records" ["page"]\n}', 'p.json:3: not valid JSON: ColonExpected'],
    ['', 'p.json:1: not valid JSON: ValueExpected'],
    ['[]', 'p.json:1: a preset must be a JSON object'],
    ['{\n"id": "x",\n"recrods": []\n}', 'p.json:3: unknown key "recrods"'],
    ['{\n"constructor": 1\n}', 'p.json:2: unknown key "constructor"'],
    ['{\n"id": "two words"\n}', 'p.json:2: "id" must be a word'],
    ['{\n"title": ""\n}', 'p.json:2: "title" must be a text'],
    ['{\n"records": "page"\n}', 'p.json:2: "records" must be a list of at least one struct\'s name'],
    ['{\n"records": []\n}', 'p.json:2: "records" must be a list of at least one struct\'s name'],
    ['{\n"records": [\n"struct page"]\n}', 'p.json:3: "records[0]" must be a name'],
    ['{\n"field": "a-b"\n}', 'p.json:2: "field" must be a name'],
    ['{\n"tagMasks": ["A",\n"("]\n}', 'p.json:3: "tagMasks[1]" must be a name'],
    ['{\n"owners": ["f"]\n}', 'p.json:2: "owners" must be reasons by name'],
    ['{\n"owners": {\n"f": 1 }\n}', 'p.json:3: "owners.f" must be a reason in words'],
    ['{\n"noSource": {\n"paths": {} }\n}', 'p.json:2: "noSource" lacks "functions"'],
    [
      '{\n"ladder": [{ "call": "f",\n"argument": -1, "without": "helper", "with": "passed" }]\n}',
      'p.json:3: "ladder[0].argument" must be a number from 0',
    ],
    [
      '{\n"ladder": [{ "call": "f", "argument": 1,\n"without": "raw", "with": "passed" }]\n}',
      'p.json:3: "ladder[0].without" must be one of helper, parameter',
    ],
    [
      '{\n"sources": [\n{ "type": "inode", "expression": "i", "confidence": "likely", "caveats": [] }]\n}',
      'p.json:3: "sources[0].expression" must be a C expression with $ for the variable',
    ],
    [
      '{\n"sources": [{ "type": "inode", "expression": "$", "confidence": "sure", "caveats": [] }]\n}',
      'p.json:2: "sources[0].confidence" must be one of certain, likely, guess',
    ],
    ['{\n"sources": [{ "type": "inode" }]\n}', 'p.json:2: "sources[0]" lacks "expression"'],
    ['{\n"plan": { "header": "/etc/x.h" }\n}', 'p.json:2: "plan.header" must be a path below the tree'],
    [
      '{\n"id": "x", "records": ["page"], "field": "y", "substitute": "int",\n"extends": "page-maping"\n}',
      'p.json:3: no preset is called "page-maping" (there is page-mapping, folio-mapping, page-index)',
    ],
    ['{ "id": "x", "records": ["page"], "field": "y" }', 'p.json:1: "substitute" is missing'],
  ])('%j', (text, message) => {
    expect(() => parsePreset(text, 'p.json')).toThrow(PresetError);
    expect(() => parsePreset(text, 'p.json')).toThrow(message);
  });
});

describe('another field needs data, not code: page->index', () => {
  const INDEX = parsed({
    ...LEAST,
    accessors: ['page_index', 'folio_index'],
    ladder: [{ call: 'page_index_given', argument: 1, without: 'helper', with: 'passed' }],
    placeholder: 'INDEX_NONE',
    locks: ['lock_page'],
    owners: { __filemap_add_folio: 'insertion sets it' },
    sources: [
      { type: 'vm_fault', expression: '$->pgoff', confidence: 'likely', caveats: ['huge pages'] },
      { type: 'pgoff_t', expression: '$', confidence: 'likely', caveats: [] },
    ],
  });
  const uses = (source: string) => usesIn(source, INDEX);

  test('uses by type, with access, role and sources of its own', () => {
    expect(
      uses(`
        struct ring { int index; };
        int f(struct page *page, struct vm_fault *vmf, struct ring *ring, struct address_space *mapping)
        {
        	if (page->mapping != mapping)
        		return ring->index;
        	return page->index;
        }
        void __filemap_add_folio(struct folio *folio, pgoff_t index)
        {
        	folio->index = index;
        }
        int g(struct page *page, pgoff_t pgoff)
        {
        	return page->index;
        }
      `).map(({ line, record, access, role, sources }) => [
        line,
        record,
        access,
        role,
        sources.map((each) => each.expression),
      ]),
    ).toEqual([
      [6, 'page', 'read', 'identity', ['vmf->pgoff']],
      [10, 'folio', 'write', 'owner', ['index']],
      [14, 'page', 'read', 'identity', ['pgoff']],
    ]);
  });

  test('bit operations on a field without tags are arithmetic', () => {
    expect(uses('int f(struct page *page) { return page->index & 7; }')).toMatchObject([
      { access: 'read', role: 'identity' },
    ]);
  });

  test('a recheck after the lock: compared with the index expected', () => {
    expect(uses('int f(struct page *page, pgoff_t index) { return page->index != index; }')).toMatchObject([
      { role: 'truncation', roleReason: 'compared with index, the index that the caller expects' },
    ]);
  });

  test('its ladder, placeholder and converted functions', () => {
    const [report] = reportsOf(
      `int f(struct page *page)
{
	return page_index(page) + page_index_given(page, 3) + given(page, INDEX_NONE);
}
static int step(struct folio *folio, pgoff_t index)
{
	return use(index);
}
`,
      INDEX,
    ).values();
    expect(report?.rungs.map((rung) => `${rung.name} ${rung.stage}`)).toEqual([
      'page_index helper',
      'page_index_given passed',
      'INDEX_NONE parameter',
    ]);
    expect(report?.converted).toMatchObject([{ function: 'step', parameter: 'index' }]);
  });

  test('nothing of page->mapping is left in what it says', () => {
    const [use] = uses('int f(struct page *page) { return page->index; }');
    expect(`${use?.noSource}${use?.reason}${use?.roleReason}`).not.toContain('mapping');
  });
});

test('a substitute of any shape can be looked for', () => {
  for (const [substitute, parameter] of [
    ['struct list_head', 'struct list_head x'],
    ['void **', 'void **x'],
    ['unsigned long', 'unsigned  long x'],
    ['const struct a *', 'const struct a * x'],
  ]) {
    const field = parsed({ ...LEAST, substitute });
    const [report] = reportsOf(
      `int f(struct page *page, ${parameter})\n{\n\treturn use(x);\n}\n`,
      field,
    ).values();
    expect(report?.converted, substitute).toMatchObject([{ parameter: 'x' }]);
  }
});

describe('the words of a preset', () => {
  const reasons = (field: typeof PAGE_MAPPING, name: string) =>
    usesIn(
      `int f(struct page *page, pgoff_t index) { use(page->${name}); return page->${name} == index; }`,
      field,
    ).map(({ role, roleReason }) => `${role}: ${roleReason}`);

  test('say what the field tells', () => {
    expect(reasons({ ...PAGE_MAPPING, tells: 'where the {record} belongs' }, 'mapping')[0]).toBe(
      'identity: the code wants to know where the page belongs',
    );
    expect(reasons(parsed(LEAST), 'index')[0]).toBe("identity: the code wants to know the page's index");
  });

  test('say nothing of truncation where the preset does not', () => {
    expect(reasons(parsed(LEAST), 'index')[1]).toMatch(/^identity: compared with another index/);
    expect(reasons(parsed({ ...LEAST, locks: ['lock_page'] }), 'index')[1]).toMatch(/^truncation: /);
  });

  test('reach the hover', () => {
    const [use] = usesIn('int f(struct folio *folio) { use(folio->index); }', parsed(LEAST));
    if (!use) throw new Error('no use found');
    expect(explainUse(use, parsed(LEAST))).toContain("to know the folio's index.");
  });
});
