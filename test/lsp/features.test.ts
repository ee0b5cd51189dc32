import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { characterOfColumn, rangeOnDisk } from '../../server/lsp/convert.ts';
import { lensCommand, lensTitle } from '../../server/lsp/features/codeLens.ts';
import { diagnosticsOf } from '../../server/lsp/features/diagnostics.ts';
import { highlightsAt } from '../../server/lsp/features/documentHighlight.ts';
import { hoverAt, plain } from '../../server/lsp/features/hover.ts';
import { hintsIn } from '../../server/lsp/features/inlayHint.ts';
import { statusOf } from '../../server/lsp/features/status.ts';
import { DEFAULT_SETTINGS, parseSettings } from '../../server/lsp/settings.ts';
import { childNodes, filtered, percent, treePlaces } from '../../server/lsp/treeNodes.ts';
import { SourceText } from '../../server/syntax/source.ts';
import { documentOf, reportOn } from './reports.ts';

const TEXT = 'a = page->mapping;\nq->mapping = 0;\npage_mapping(page);\n&page->mapping;\n';
const REPORT = reportOn(
  'fs/ext4/inode.c',
  TEXT,
  [{}, { record: null, access: 'write', base: 'q' }, { access: 'address', role: 'owner', stage: 'owner' }],
  [{}],
);
const OPTIONS = { levels: DEFAULT_SETTINGS.diagnostics, field: 'mapping', data: true };

describe('diagnostics', () => {
  const codes = (levels: Partial<typeof OPTIONS.levels>) =>
    diagnosticsOf(REPORT, documentOf(TEXT), { ...OPTIONS, levels: { ...OPTIONS.levels, ...levels } }).map(
      ({ code, severity, range }) => `${range.start.line} ${code} ${severity}`,
    );

  it('say stage or role as a code, in the order of the text, quietly', () => {
    expect(codes({})).toEqual([
      '0 mapping-raw 3',
      '1 mapping-unknown 4',
      '2 mapping-helper 4',
      '3 mapping-owner 4',
    ]);
  });

  it('follow the settings', () => {
    expect(codes({ raw: 'error', other: 'off' })).toEqual(['0 mapping-raw 1']);
    expect(codes({ raw: 'off', other: 'warning' })).toEqual([
      '1 mapping-unknown 2',
      '2 mapping-helper 2',
      '3 mapping-owner 2',
    ]);
    expect(codes({ enabled: false })).toEqual([]);
  });

  it('name the role of a raw use, and are silent about what is done', () => {
    const text = 'p->mapping;p->mapping;p->mapping;';
    const report = reportOn('x.c', text, [
      { role: 'truncation' },
      { role: 'bounce' },
      { stage: 'converted' },
    ]);
    expect(diagnosticsOf(report, documentOf(text), OPTIONS).map(({ code }) => code)).toEqual([
      'mapping-truncation',
      'mapping-bounce',
    ]);
  });

  it('carry the use for the next request, only where the client hands it back', () => {
    const [first] = diagnosticsOf(REPORT, documentOf(TEXT), OPTIONS);
    expect(first?.data).toEqual({ use: 'fs/ext4/inode.c:1:11', offset: 10, stage: 'raw', role: 'identity' });
    expect(diagnosticsOf(REPORT, documentOf(TEXT), { ...OPTIONS, data: false })[0]?.data).toBeUndefined();
  });
});

describe('hover', () => {
  const at = (offset: number, markdown = true) =>
    hoverAt(REPORT, offset, documentOf(TEXT), PAGE_MAPPING, { markdown });

  it('explains a use from its first to its last character, and nothing beside it', () => {
    const start = TEXT.indexOf('mapping');
    expect(at(start - 1)).toBeNull();
    expect(at(start)).not.toBeNull();
    expect(at(start + 7)).not.toBeNull();
    expect(at(start + 8)).toBeNull();
  });

  it('says why a call is on the ladder', () => {
    expect(at(TEXT.indexOf('page_mapping'))?.contents).toMatchObject({
      value: 'page_mapping: helper, an accessor',
    });
  });

  it('comes without marks for a client that shows text as it is, names left whole', () => {
    const hover = at(TEXT.indexOf('mapping'), false);
    expect(hover?.contents).toMatchObject({ kind: 'plaintext', value: expect.not.stringMatching(/\*\*|`/) });
    expect(plain('**`__mapping`** of [x](y)')).toBe('__mapping of x (y)');
  });
});

describe('highlights', () => {
  it('tell reads, writes and addresses apart, and leave out what is not known to be the field', () => {
    const text = 'p->mapping;p->mapping = 0;&p->mapping;q->mapping;';
    const report = reportOn('x.c', text, [{}, { access: 'write' }, { access: 'address' }, { record: null }]);
    expect(highlightsAt(report, text.indexOf('mapping'), documentOf(text))?.map(({ kind }) => kind)).toEqual([
      2, 3, 1,
    ]);
    expect(highlightsAt(report, text.lastIndexOf('mapping'), documentOf(text))).toHaveLength(1);
    expect(highlightsAt(report, 0, documentOf(text))).toBeNull();
  });
});

describe('inlay hints', () => {
  it('stand behind the uses of the range', () => {
    const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = hintsIn(REPORT, 'file:///x.c', documentOf(TEXT), all);
    expect(hints.map(({ label, position }) => `${position.line}:${position.character} ${label}`)).toEqual([
      '0:17 raw',
      '1:10 ?',
      '3:14 owner',
    ]);
    const second = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    expect(hintsIn(REPORT, 'file:///x.c', documentOf(TEXT), second)).toHaveLength(1);
  });
});

describe('code lenses', () => {
  it('count stages in ladder order, unknown ones apart', () => {
    expect(lensTitle(REPORT.uses)).toBe('3 uses of mapping: raw 1, owner 1, unknown 1');
    expect(lensTitle([])).toBe('field no longer used');
  });

  it('do nothing in clients that lack our command', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    expect(lensCommand({ range }, 'file:///x.c', REPORT.uses, [], false).command).toBe('');
    expect(lensCommand({ range }, 'file:///x.c', REPORT.uses, [], true).command).toBe(
      'mapshift.showReferences',
    );
  });
});

describe('columns', () => {
  it('in bytes become UTF-16 characters, whatever stands before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (raw, pick) => {
        const line = raw.replace(/[\r\n]/g, '');
        const at = line.length === 0 ? 0 : pick % (line.length + 1);
        // not into the middle of a surrogate pair
        const offset = /[\uDC00-\uDFFF]/.test(line.charAt(at)) ? at - 1 : at;
        expect(characterOfColumn(line, new SourceText(line).position(offset).column)).toBe(offset);
      }),
    );
  });

  it('are taken for characters when the line cannot be read', () => {
    expect(rangeOnDisk({ line: 3, column: 5, offset: 0 }, 7)).toEqual({
      start: { line: 2, character: 4 },
      end: { line: 2, character: 11 },
    });
  });
});

describe('settings', () => {
  it('take what fits and name what does not', () => {
    expect(parseSettings(undefined)).toEqual({ settings: DEFAULT_SETTINGS, ignored: [] });
    expect(parseSettings({ diagnostics: { raw: 'warning' }, index: { enabled: false } }).settings).toEqual({
      ...DEFAULT_SETTINGS,
      diagnostics: { ...DEFAULT_SETTINGS.diagnostics, raw: 'warning' },
      index: { enabled: false },
    });
    const bad = parseSettings({
      field: 3,
      diagnostics: { raw: 'loud', other: 1, enabled: 'no' },
      codeLens: [],
    });
    expect(bad.settings).toEqual(DEFAULT_SETTINGS);
    expect(bad.ignored.sort()).toEqual([
      'codeLens',
      'diagnostics.enabled',
      'diagnostics.other',
      'diagnostics.raw',
      'field',
    ]);
  });

  it('never fail', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => parseSettings(value).settings !== undefined));
  });
});

describe('the conversion tree', () => {
  const deep = reportOn('drivers/gpu/drm/i915/gem.c', 'p->mapping;p->mapping;', [{}, { stage: 'converted' }]);
  const near = reportOn('fs/ext4/super.c', 'p->mapping;', [{ stage: 'owner', function: null }]);
  const places = [REPORT, deep, near].flatMap(treePlaces);
  const labels = (parent?: string) =>
    childNodes(places, parent).map(({ label, description }) => `${label} [${description}]`);

  it('shows chains of single folders as one, folders before files', () => {
    expect(labels()).toEqual(['drivers/gpu/drm/i915 [2, 50 % converted]', 'fs/ext4 [5, 0 % converted]']);
    expect(labels('d:fs/ext4')).toEqual(['inode.c [4, 0 % converted]', 'super.c [1]']);
  });

  it('ends at places, with file scope named', () => {
    expect(labels('f:fs/ext4/super.c')).toEqual(['(file scope) [1]']);
    expect(childNodes(places, 'n:fs/ext4/super.c#')).toMatchObject([
      { kind: 'use', stage: 'owner', label: 'page->mapping' },
    ]);
    expect(childNodes(places, 'n:fs/ext4/inode.c#f').map(({ label }) => label)).toEqual([
      'page->mapping',
      'q->mapping',
      'page_mapping',
      'page->mapping',
    ]);
  });

  it('has unique ids, and every parent the sum of its children', () => {
    const seen = new Set<string>();
    const visit = (parent?: string): number => {
      let sum = 0;
      for (const node of childNodes(places, parent)) {
        expect(seen.has(node.id)).toBe(false);
        seen.add(node.id);
        if (node.expandable) expect(visit(node.id)).toBe(node.total);
        sum += node.total;
      }
      return sum;
    };
    expect(visit()).toBe(places.length);
  });

  it('keeps by stage and role; an id that is gone has no children', () => {
    expect(filtered(places, { stages: ['owner'] })).toHaveLength(2);
    expect(filtered(places, { stages: ['raw'], roles: ['owner'] })).toHaveLength(0);
    expect(filtered(places, {})).toHaveLength(places.length);
    expect(childNodes(places, 'd:gone')).toEqual([]);
    expect(childNodes(places, 'f:gone')).toEqual([]);
    expect(childNodes(places, 'x')).toEqual([]);
  });

  it('never rounds to all or nothing', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(['0 %', '1 %', '50 %', '99 %', '100 %']);
  });
});

describe('the headline', () => {
  it('adds folders up, and the worst news decides', () => {
    const tree = { files: [REPORT], problems: [{ file: 'x', message: 'y' }], scanned: 9, complete: true };
    const status = statusOf(
      [
        { state: 'ready', scanned: 9 },
        { state: 'failed', scanned: 0, message: 'not a directory' },
      ],
      [tree, tree],
    );
    expect(status).toMatchObject({
      state: 'failed',
      message: 'not a directory',
      scanned: 9,
      uses: 6,
      files: 2,
      problems: 2,
      unknown: 2,
      convertible: 6,
    });
    expect(
      statusOf(
        [
          { state: 'ready', scanned: 1 },
          { state: 'indexing', scanned: 2 },
        ],
        [],
      ).state,
    ).toBe('indexing');
    expect(statusOf([], []).state).toBe('ready');
  });
});
