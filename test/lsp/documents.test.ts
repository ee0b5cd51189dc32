import { describe, expect, it, vi } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { Coalescer } from '../../server/lsp/coalesce.ts';
import { OpenDocuments, type View } from '../../server/lsp/documents.ts';
import type { Engine } from '../../server/lsp/engine.ts';
import { Folder } from '../../server/lsp/folder.ts';
import { Folders } from '../../server/lsp/folders.ts';
import { relativeTo } from '../../server/lsp/uris.ts';
import { parser } from '../support/parser.ts';

const URI = 'file:///tree/mm/a.c';

/** An engine that notes what it is told and takes its time. */
function engine(cost = 0) {
  const calls: string[] = [];
  const work = (what: string, file: string, text = '') => {
    calls.push(`${what} ${file} ${text}`.trim());
    const until = performance.now() + cost;
    while (performance.now() < until);
    return { file, uses: [], rungs: [], converted: [], damage: [], falseFriends: 0 };
  };
  const fake: Engine = {
    root: '/tree',
    field: PAGE_MAPPING,
    parser,
    files: new Set(),
    index: () => Promise.reject(new Error('not here')),
    report: () => ({ files: [], problems: [], scanned: 0, complete: true }),
    fileReport: (file) => work('report', file),
    refresh: () => Promise.resolve(),
    openDocument: (file, text) => work('open', file, text),
    changeDocument: (file, text) => work('change', file, text),
    closeDocument: (file) => void work('close', file),
    syntaxOf: () => undefined,
    dispose: () => undefined,
  };
  return { fake, calls };
}

function setup(open: () => Promise<Engine>) {
  const noCalls = () => {
    throw new Error('no call graph here');
  };
  const folder = new Folder('file:///tree', 'tree', '/tree', open, noCalls, noCalls);
  const views: View[] = [];
  const closed: string[] = [];
  const failed: unknown[] = [];
  const documents = new OpenDocuments(() => ({ folder, file: 'mm/a.c' }), {
    analysed: (view) => views.push(view),
    closed: (uri) => closed.push(uri),
    failed: (_, error) => failed.push(error),
  });
  return { documents, views, closed, failed, folder };
}

const doc = (version: number, text = `v${version}`) => TextDocument.create(URI, 'c', version, text);
const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('open documents', () => {
  it('wait for their engine, and only the latest text is analysed', async () => {
    const { fake, calls } = engine();
    let ready: (engine: Engine) => void = () => undefined;
    const { documents, views } = setup(() => new Promise((resolve) => (ready = resolve)));
    for (let version = 1; version <= 5; version++) documents.change(doc(version));
    await settle();
    expect(calls).toEqual([]);
    ready(fake);
    await settle();
    expect(calls).toEqual(['open mm/a.c v5']);
    expect(views.map((view) => view.document.version)).toEqual([5]);
  });

  it('are analysed once for a burst, and at once for a request', async () => {
    const { fake, calls } = engine();
    const { documents } = setup(async () => fake);
    documents.change(doc(1));
    await settle();
    for (let version = 2; version <= 9; version++) documents.change(doc(version));
    expect((await documents.view(URI))?.document.version).toBe(9);
    await settle();
    expect(calls).toEqual(['open mm/a.c v1', 'change mm/a.c v9']);
  });

  it('leave half of the time to others under a flood of changes', async () => {
    const { fake, calls } = engine(20);
    const { documents } = setup(async () => fake);
    documents.change(doc(1));
    await settle();
    const start = performance.now();
    let version = 1;
    while (performance.now() - start < 400) {
      documents.change(doc(++version));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const analyses = calls.length - 1;
    expect(analyses).toBeGreaterThan(2);
    expect(analyses * 20).toBeLessThan(280);
    expect((await documents.view(URI))?.document.version).toBe(version);
  });

  it('that close take no late answer with them', async () => {
    const { fake, calls } = engine();
    let ready: (engine: Engine) => void = () => undefined;
    const { documents, views, closed } = setup(() => new Promise((resolve) => (ready = resolve)));
    documents.change(doc(1));
    const asked = documents.view(URI);
    documents.close(URI);
    ready(fake);
    expect(await asked).toBeUndefined();
    await settle();
    expect([calls, views, closed]).toEqual([[], [], [URI]]);
  });

  it('show nothing when the engine stumbles, say so once, and recover', async () => {
    const { fake } = engine();
    const good = fake.changeDocument;
    const { documents, views, failed } = setup(async () => fake);
    documents.change(doc(1));
    await settle();
    fake.changeDocument = () => {
      throw new Error('stumbled');
    };
    for (const version of [2, 3]) {
      documents.change(doc(version));
      await settle();
    }
    expect(failed).toHaveLength(1);
    expect(views.at(-1)?.document.version).toBe(3);
    fake.changeDocument = good;
    documents.change(doc(4));
    await settle();
    expect(views.at(-1)?.document.version).toBe(4);
  });

  it('move to a new engine with their folder', async () => {
    const first = engine();
    const second = engine();
    const engines = [first.fake, second.fake];
    const { documents, folder } = setup(async () => engines.shift() ?? second.fake);
    documents.change(doc(1));
    await settle();
    await folder.close();
    documents.relocate();
    await settle();
    expect(second.calls).toEqual(['open mm/a.c v1']);
    expect((await documents.view(URI))?.engine).toBe(second.fake);
  });
});

describe('folders', () => {
  const folders = new Folders(
    async () => engine().fake,
    () => {
      throw new Error('no call graph here');
    },
    () => Promise.reject(new Error('no code paths here')),
  );

  it('own what is below them, the innermost first; other schemes belong to none', async () => {
    await folders.set([
      { uri: 'file:///tree', name: 'tree' },
      { uri: 'file:///tree/mm', name: 'mm' },
      { uri: 'vscode-vfs://github/x', name: 'virtual' },
    ]);
    expect(folders.all.map((folder) => folder.name)).toEqual(['tree', 'mm']);
    const where = (uri: string) => {
      const { folder, file } = folders.locate(uri);
      return `${folder.name}: ${file}`;
    };
    expect(where('file:///tree/mm/a.c')).toBe('mm: a.c');
    expect(where('file:///tree/mmm/a.c')).toBe('tree: mmm/a.c');
    expect(where('file:///tree/a%20b.c')).toBe('tree: a b.c');
    expect(where('file:///other/a.c')).toBe('outside any folder: file:///other/a.c');
    expect(where('vscode-vfs://github/x/a.c')).toBe('outside any folder: vscode-vfs://github/x/a.c');
  });

  it('keep their engine while they stay', async () => {
    const kept = folders.all[0];
    const { added } = await folders.set([
      { uri: 'file:///tree', name: 'tree' },
      { uri: 'file:///new', name: 'new' },
    ]);
    expect(folders.all[0]).toBe(kept);
    expect(added.map((folder) => folder.name)).toEqual(['new']);
  });

  it('are not fooled by a common beginning', () => {
    expect(relativeTo('/tree', '/tree2/a.c')).toBeUndefined();
    expect(relativeTo('/tree/', '/tree/a.c')).toBe('a.c');
    expect(relativeTo('/tree', '/tree')).toBeUndefined();
    expect(relativeTo('/', '/a.c')).toBe('a.c');
  });
});

describe('coalescing', () => {
  it('works once for a burst, and is not put off by a stream', () => {
    vi.useFakeTimers();
    const work = vi.fn();
    const coalescer = new Coalescer(100, work);
    for (let i = 0; i < 50; i++) {
      coalescer.trigger();
      vi.advanceTimersByTime(10);
    }
    expect(work).toHaveBeenCalledTimes(5);
    coalescer.trigger();
    coalescer.dispose();
    vi.advanceTimersByTime(1000);
    expect(work).toHaveBeenCalledTimes(5);
    vi.useRealTimers();
  });
});
