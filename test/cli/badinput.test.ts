/**
 * What the command line does with input that is not as it should be: one clear line for each thing,
 * the work goes on, nothing is lost, and the summary counts it. The built bundle is run, as a user would.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { built, makeTree, type Tree } from '../support/tree.ts';

const GOOD = `struct page { struct address_space *mapping; };
int good(struct page *page)
{
	return page->mapping != 0;
}
`;

interface Row {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly record: string | null;
  readonly nearDamage: boolean;
}

interface Answer {
  readonly code: number | null;
  readonly rows: readonly Row[];
  readonly stdout: string;
  /** without the closing summary */
  readonly complaints: readonly string[];
  readonly summary: string;
}

// each test starts the program several times, on a machine that may be busy
vi.setConfig({ testTimeout: 60_000 });

let tree: Tree;
beforeEach(() => {
  tree = makeTree([['mm/good.c', GOOD]]);
});
afterEach(() => tree.dispose());

const isRoot = process.getuid?.() === 0;
/** an account that permissions count for */
const NOBODY = 65_534;

function mapshift(
  args: readonly string[],
  { hook, unprivileged = false }: { hook?: string; unprivileged?: boolean } = {},
): Answer {
  const run = spawnSync(process.execPath, [built('cli.js'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 26,
    cwd: tree.root,
    env: { ...process.env, NODE_OPTIONS: hook ? `--require ${hook}` : '' },
    ...(unprivileged && isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  if (run.error) throw run.error;
  const lines = run.stderr.split('\n').filter((line) => line !== '');
  const last = lines[lines.length - 1] ?? '';
  const summary = / files?; |could not be read$/.test(last) ? last : '';
  return {
    code: run.status,
    stdout: run.stdout,
    rows:
      args.includes('--json') && run.status === 0
        ? run.stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Row)
        : [],
    complaints: summary ? lines.slice(0, -1) : lines,
    summary,
  };
}

const uses = (...extra: string[]): Answer => mapshift(['uses', '--json', '--no-cache', tree.root, ...extra]);

/** `file:line:column` of the rows about struct page. */
const places = ({ rows }: Answer): string[] =>
  rows
    .filter((row) => row.record === 'page')
    .map(({ file, line, column }) => `${file}:${line}:${column}`)
    .sort();

const HERE = 'mm/good.c:4:15';

describe('nothing to work on: exit code 2 and one line', () => {
  const refused = ({ code, stdout, complaints }: Answer, message: RegExp): void => {
    expect(stdout).toBe('');
    expect(complaints).toEqual([expect.stringMatching(message)]);
    expect(code).toBe(2);
  };

  test.each(['uses', 'status'])(
    '%s: a tree that is not there, that is a file, that is not named',
    (command) => {
      refused(
        mapshift([command, `${tree.root}/nowhere`]),
        /^mapshift: .*nowhere: no such file or directory$/,
      );
      refused(mapshift([command, tree.path('mm/good.c')]), /^mapshift: .*good\.c: not a directory$/);
      refused(mapshift([command]), /^mapshift: no TREE given/);
    },
  );

  test('a tree that is a loop of links', () => {
    symlinkSync('loop', tree.path('loop'));
    refused(mapshift(['uses', tree.path('loop')]), /loop: a loop of symbolic links$/);
  });

  test.each(['mm/none.c', '../elsewhere', 'mm/good.c/below', 'round'])('a path %s in the tree', (path) => {
    symlinkSync('round', tree.path('round'));
    refused(uses(path), new RegExp(`^mapshift: ${path.replaceAll('.', '\\.')}: `));
  });

  test('a command or an option that does not exist', () => {
    refused(mapshift(['used', tree.root]), /^mapshift: used: no such command/);
    refused(mapshift(['uses', '--jason', tree.root]), /^mapshift: .*--jason/);
    refused(mapshift(['status', '--by', 'author', tree.root]), /^mapshift: --by author/);
  });

  test.each([
    ['{ "id": "x",\n "records" ["page"] }', /preset\.json:2: /],
    ['[]', /preset\.json:1: /],
    ['', /preset\.json:1: /],
    ['{ "id": "x", "records": ["page"], "field": "mapping" }', /preset\.json:1: "substitute" is missing/],
    ['{\n"records": "page" }', /preset\.json:2: "records"/],
    ['{\n\n"recrods": [] }', /preset\.json:3: unknown key "recrods"/],
  ])('a broken preset file: %j', (content, message) => {
    tree.write('preset.json', content);
    refused(mapshift(['uses', '--field', tree.path('preset.json'), tree.root]), message);
  });

  test('a preset that is not there, or a folder', () => {
    refused(
      mapshift(['uses', '--field', 'page-mappings', tree.root]),
      /page-mappings: no preset of that name/,
    );
    refused(mapshift(['uses', '--field', tree.path('mm'), tree.root]), /mm: .*is a directory/);
  });

  test('a SARIF file that cannot be written', () => {
    refused(
      mapshift(['uses', '--no-cache', '--sarif', tree.path('no/such/folder.sarif'), tree.root]),
      /folder\.sarif: no such file or directory/,
    );
  });
});

describe('a file or folder that cannot be read: told, counted, and the rest is done', () => {
  const toldAs = (answer: Answer, ...messages: RegExp[]): void => {
    expect(places(answer)).toContain(HERE);
    expect(answer.complaints).toEqual(messages.map((message) => expect.stringMatching(message)));
    expect(answer.summary).toMatch(
      messages.length === 1
        ? /1 file or folder could not be read$/
        : new RegExp(`${messages.length} files or folders could not be read$`),
    );
    expect(answer.code).toBe(0);
  };

  test('no permission', () => {
    tree.write('mm/secret.c', GOOD);
    tree.write('closed/inner.c', GOOD);
    chmodSync(tree.path('mm/secret.c'), 0);
    chmodSync(tree.path('closed'), 0);
    chmodSync(tree.root, 0o755);
    const answer = mapshift(['uses', '--json', '--no-cache', tree.root], { unprivileged: true });
    chmodSync(tree.path('closed'), 0o755);
    toldAs(answer, /closed: permission denied$/, /mm\/secret\.c: permission denied$/);
  });

  test('binary', () => {
    tree.write('mm/blob.c', Buffer.concat([Buffer.from(GOOD), Buffer.from([0, 1, 2, 255])]));
    toldAs(uses(), /mm\/blob\.c: a binary file/);
  });

  test('binary, but without a word of the field: not worth telling', () => {
    tree.write('mm/blob.h', Buffer.from([0, 1, 2, 255]));
    toldAs(uses('mm/good.c', 'mm/blob.h', '.'), ...[]);
  });

  test('gone between the listing and the reading', () => {
    tree.write('mm/vanishing.c', GOOD);
    tree.write('hook.cjs', hookOn('open', 'fs.unlinkSync(path)'));
    toldAs(
      mapshift(['uses', '--json', '--no-cache', tree.root], { hook: tree.path('hook.cjs') }),
      /mm\/vanishing\.c: no such file or directory$/,
    );
  });

  test('cut short between the listing and the reading: what is left of it counts', () => {
    tree.write('mm/vanishing.c', `${GOOD}${GOOD.replaceAll('good', 'again')}`);
    tree.write('hook.cjs', hookOn('fstat', `fs.truncateSync(path, ${GOOD.length})`));
    const answer = mapshift(['uses', '--json', '--no-cache', tree.root], { hook: tree.path('hook.cjs') });
    expect(places(answer)).toEqual([HERE, HERE.replace('good', 'vanishing')]);
    expect(answer.code).toBe(0);
  });

  test('things with the name of a source that are none', () => {
    mkdirSync(tree.path('mm/folder.c'));
    tree.write('mm/folder.c/inner.c', GOOD);
    execFileSync('mkfifo', [tree.path('mm/pipe.c')]);
    symlinkSync('/nowhere/at/all.c', tree.path('mm/dangling.c'));
    const answer = uses();
    expect(places(answer)).toEqual(['mm/folder.c/inner.c:4:15', HERE]);
    expect(answer.code).toBe(0);
  });

  test('a name that is no UTF-8', () => {
    const name = Buffer.concat([Buffer.from(tree.path('mm/')), Buffer.from([0xe9]), Buffer.from('.c')]);
    writeFileSync(name, GOOD);
    const answer = uses();
    expect(places(answer)).toContain(HERE);
    // found under some name, or told that it was not
    expect(places(answer).length + answer.complaints.length).toBe(2);
    expect(answer.code).toBe(0);
  });

  test('more than ten are told by number, all with --verbose', () => {
    for (let each = 0; each < 14; each++)
      tree.write(`mm/blob${each}.c`, Buffer.concat([Buffer.from(GOOD), Buffer.from([0])]));
    const short = uses();
    expect(short.complaints).toHaveLength(11);
    expect(short.complaints[10]).toMatch(/4 more/);
    expect(short.summary).toMatch(/14 files or folders could not be read$/);
    expect(uses('--verbose').complaints.filter((line) => /binary/.test(line))).toHaveLength(14);
  });
});

describe('unusual text: read all the same', () => {
  const found = (file: string, content: string | Uint8Array, ...expected: string[]): void => {
    tree.write(file, content);
    const answer = uses();
    expect(places(answer)).toEqual([...expected.map((place) => `${file}:${place}`), HERE].sort());
    expect(answer.summary).toMatch(/ 0 files or folders could not be read$/);
    expect(answer.code).toBe(0);
  };
  const line = '	return /* é */ page->mapping != 0;';

  test('Latin-1: columns count bytes', () => {
    found('fs/latin1.c', Buffer.from(GOOD.replace(/.*->.*/, line), 'latin1'), '4:23');
  });

  test('UTF-8, with a byte order mark: columns count bytes', () => {
    found('fs/utf8.c', Buffer.from(`\ufeff${GOOD.replace(/.*->.*/, line)}`), '4:24');
  });

  test('CRLF', () => {
    found('fs/crlf.c', GOOD.replaceAll('\n', '\r\n'), '4:15');
  });

  test('no newline at the end, a backslash at the end, nothing at all', () => {
    tree.write('fs/empty.c', '');
    tree.write('fs/backslash.c', '#define mapping \\');
    found('fs/end.c', GOOD.trimEnd(), '4:15');
  });

  test('a member access cut off at the end of the file', () => {
    const head =
      'struct page { struct address_space *mapping; };\nint cut(struct page *page)\n{\n\treturn page->';
    tree.write('fs/arrow.c', head);
    tree.write('fs/half.c', `${head}map`);
    tree.write('fs/comment.c', `${head}/* mapping`);
    tree.write('fs/whole.c', `${head}mapping`);
    const answer = uses();
    expect(places(answer)).toContain(HERE);
    // the function around it never ends, so its parameters may be out of reach: reported all the same
    expect(answer.rows.filter(({ file }) => file !== 'mm/good.c')).toMatchObject([
      { file: 'fs/whole.c', line: 4, column: 15, nearDamage: true },
    ]);
    expect(answer.summary).toMatch(/[1-9]\d* files? with parse errors, 1 uses? near/);
    expect(answer.code).toBe(0);
  });

  test('brackets that never close, before and after', () => {
    found('fs/open.c', `int f(void) { if ((((\n}\n${GOOD}\nint g(void) { while (`, '6:15');
  });

  test('a file that is included by itself, and two that include each other', () => {
    tree.write('include/linux/a.h', '#include <linux/b.h>\nstruct toy { struct page *page; };\n');
    tree.write('include/linux/b.h', '#include <linux/a.h>\n#include <linux/b.h>\n');
    tree.write('include/linux/mm_types.h', GOOD.split('\n')[0] ?? '');
    found(
      'fs/cycle.c',
      '#include <linux/b.h>\nint f(struct toy *t)\n{\n\treturn !t->page->mapping;\n}\n',
      '4:19',
    );
  });
});

describe('generated headers of 20 MB', () => {
  const registers = (): string => {
    const lines: string[] = [];
    for (let each = 0, size = 0; size < 20e6; each++) {
      const text = `#define regMMVM_L2_CONTEXT${each}_mapping_BASE_IDX 0x${each.toString(16)}`;
      lines.push(text);
      size += text.length + 1;
    }
    return `${lines.join('\n')}\n`;
  };

  test('that only hold constants cost little and say nothing', () => {
    tree.write('include/regs.h', registers());
    tree.write('fs/user.c', `#include <regs.h>\n${GOOD}`);
    const started = performance.now();
    const answer = uses();
    expect(places(answer)).toEqual(['fs/user.c:5:15', HERE]);
    expect(answer.complaints).toEqual([]);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('that name the field are found or told, never dropped', () => {
    tree.write('include/regs.h', `${registers()}${GOOD}`);
    const answer = uses();
    expect(places(answer)).toContain(HERE);
    const here = places(answer).filter((place) => place.startsWith('include/regs.h'));
    const told = answer.complaints.filter((text) => /include\/regs\.h: too large/.test(text));
    expect(here.length + told.length).toBe(1);
    if (told.length > 0) expect(answer.summary).toMatch(/1 file or folder could not be read$/);
    expect(answer.code).toBe(0);
  });
});

describe('links', () => {
  test('a folder that leads back to its parent is walked once', () => {
    symlinkSync('..', tree.path('mm/up'));
    symlinkSync(tree.root, tree.path('root'));
    symlinkSync('self', tree.path('self'));
    const answer = uses();
    expect(places(answer)).toEqual([HERE]);
    expect(answer.code).toBe(0);
  });

  test('the tree itself may be a link', () => {
    const outside = makeTree();
    symlinkSync(tree.root, outside.path('tree'));
    expect(places(mapshift(['uses', '--json', '--no-cache', outside.path('tree')]))).toEqual([HERE]);
    outside.dispose();
  });
});

describe('a cache that is no help', () => {
  const withCache = (cache: string): Answer => mapshift(['uses', '--json', '--cache', cache, tree.root]);

  test('a file in place of the folder', () => {
    tree.write('cache', 'I was here first');
    const answer = withCache(tree.path('cache'));
    expect(places(answer)).toEqual([HERE]);
    expect(answer.code).toBe(0);
  });

  test('torn, emptied, or another program’s', () => {
    const cache = tree.path('cache');
    expect(places(withCache(cache))).toEqual([HERE]);
    const files = execFileSync('find', [cache, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
    expect(files.length).toBeGreaterThan(0);
    for (const content of ['', '{"version":', 'GIF89a'])
      for (const file of files) {
        writeFileSync(file, content);
        const answer = withCache(cache);
        expect(places(answer)).toEqual([HERE]);
        expect(answer.code).toBe(0);
      }
  });

  test('a file that changed, came or went since', () => {
    const cache = tree.path('cache');
    withCache(cache);
    tree.write('mm/good.c', `\n${GOOD}`);
    tree.write('mm/new.c', GOOD);
    expect(places(withCache(cache))).toEqual(['mm/good.c:5:15', 'mm/new.c:4:15']);
    execFileSync('rm', [tree.path('mm/good.c')]);
    expect(places(withCache(cache))).toEqual(['mm/new.c:4:15']);
  });
});

/**
 * A preload script, for the worker threads too, that loses mm/vanishing.c at the worst moment:
 * before it is opened, or between asking for its size and reading it.
 */
function hookOn(moment: 'open' | 'fstat', action: string): string {
  return `const fs = require('node:fs');
const { openSync, fstatSync } = fs;
let path;
fs.openSync = (name, ...rest) => {
  path = String(name).endsWith('vanishing.c') ? name : undefined;
  if (path && ${moment === 'open'}) ${action};
  return openSync(name, ...rest);
};
fs.fstatSync = (...args) => {
  const stat = fstatSync(...args);
  if (path && ${moment === 'fstat'}) ${action};
  return stat;
};
`;
}
