import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { affected, checking, commandOf, preprocessing } from '../../scripts/kernel/verify/commands.mjs';
import { declaredAnew } from '../../scripts/kernel/verify/concerned.mjs';
import { CONFIGS, fragmentText, refused, settingsOf } from '../../scripts/kernel/verify/configs.mjs';
import { bySite, isWell, parseConsole, siteOf, totals } from '../../scripts/kernel/verify/console.mjs';
import { addedLines, isMacroLine, isSeen, linesSeen } from '../../scripts/kernel/verify/coverage.mjs';
import {
  about,
  against,
  batchesOf,
  caughtBy,
  extentOf,
  mutants,
  mutate,
} from '../../scripts/kernel/verify/mutants.mjs';
import { notLeftOut, objectsOf } from '../../scripts/kernel/verify/objects.mjs';
import { filesOf } from '../../scripts/kernel/verify/patches.mjs';
import { missing, tellMissing } from '../../scripts/kernel/verify/programs.mjs';
import { report } from '../../scripts/kernel/verify/report.mjs';
import { Stamps } from '../../scripts/kernel/verify/stamps.mjs';
import { complaintsOf, newComplaints } from '../../scripts/kernel/verify/warnings.mjs';
import { BASE, Work, withoutComments } from '../../scripts/kernel/verify/work.mjs';

const TREE = '/k/tree';

describe('configurations', () => {
  test('the last word about a symbol counts', () => {
    const settings = settingsOf(
      'CONFIG_A=y\n# CONFIG_A is not set\nCONFIG_B="x y"\n# CONFIG_C\nCONFIG_A=m\n',
    );
    expect([...settings]).toEqual([
      ['CONFIG_A', 'm'],
      ['CONFIG_B', '"x y"'],
    ]);
  });

  test('an option that the kernel dropped or changed is told', () => {
    const asked = 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n# CONFIG_D is not set\n';
    expect(refused(asked, 'CONFIG_A=y\nCONFIG_B=m\nCONFIG_D=y\n', new Set())).toEqual([
      'CONFIG_B=y',
      'CONFIG_C=y',
    ]);
  });

  test('what yields to another choice is no loss, but must not be something else', () => {
    const yielding = new Set(['CONFIG_A']);
    expect(refused('CONFIG_A=y\n', '', yielding)).toEqual([]);
    expect(refused('CONFIG_A=y\n', 'CONFIG_A=m\n', yielding)).toEqual(['CONFIG_A=y']);
  });

  test('each has its fragments, and one boots', () => {
    expect(CONFIGS.map((config) => settingsOf(fragmentText(config)).get('CONFIG_XFS_FS'))).toEqual([
      undefined,
      'y',
      undefined,
    ]);
    expect(CONFIGS.filter(({ boots }) => boots)).toHaveLength(1);
  });
});

const CMD = `cmd_mm/a.o := gcc -Wp,-MMD,mm/.a.o.d -I/k/tree/include -DX='"a ;b"' -c -o mm/a.o /k/tree/mm/a.c   ; ./tools/objtool/objtool --uaccess   mm/a.o

source_mm/a.o := /k/tree/mm/a.c

deps_mm/a.o := \\
    $(wildcard include/config/SMP) \\
  /k/tree/include/linux/mm.h \\
  arch/x86/include/generated/asm/b.h \\

mm/a.o: $(deps_mm/a.o)
`;

describe('what make noted of an object', () => {
  test('its command, its source and the headers of the tree', () => {
    expect(commandOf(CMD, TREE)).toEqual({
      object: 'mm/a.o',
      source: 'mm/a.c',
      command: `gcc -Wp,-MMD,mm/.a.o.d -I/k/tree/include -DX='"a ;b"' -c -o mm/a.o /k/tree/mm/a.c`,
      reads: ['include/linux/mm.h'],
    });
  });

  test('an archive, an assembler file and a generated source are none', () => {
    expect(commandOf('cmd_mm/built-in.a := ar x\n', TREE)).toBeNull();
    expect(commandOf(CMD.replace('/k/tree/mm/a.c\n', '/k/tree/mm/a.S\n'), TREE)).toBeNull();
    expect(commandOf(CMD.replaceAll('/k/tree/mm/a.c', 'mm/a.c'), TREE)).toBeNull();
  });

  test('the command that only looks, and the one that prints', () => {
    const { command, object } = commandOf(CMD, TREE);
    expect(checking(command, object)).toBe(`gcc -I/k/tree/include -DX='"a ;b"' -fsyntax-only /k/tree/mm/a.c`);
    expect(preprocessing(command, object)).toBe(`gcc -I/k/tree/include -DX='"a ;b"' -E /k/tree/mm/a.c`);
  });

  test('who is touched by a change', () => {
    const one = commandOf(CMD, TREE);
    expect(affected([one], ['include/linux/mm.h'])).toEqual([one]);
    expect(affected([one], ['mm/a.c'])).toEqual([one]);
    expect(affected([one], ['mm/b.c'])).toEqual([]);
  });
});

describe('complaints', () => {
  const output = [
    `In file included from ${TREE}/include/linux/mm.h:7,`,
    `${TREE}/mm/a.c:12:3: warning: unused variable 'x' [-Wunused-variable]`,
    '../mm/b.c:4: error: too few arguments',
    'fs/c.o: warning: objtool: f()+0x12: unreachable instruction',
    'make[3]: *** [/k/tree/scripts/Makefile.build:250: mm/b.o] Error 1',
    "make[1]: *** No rule to make target 'drivers/x.o'.  Stop.",
    "ld: mm/a.o: undefined reference to `page_mapping_compare'",
    'mm/a.c:12:3: note: declared here',
  ].join('\n');

  test('of the compiler, objtool, the linker and make', () => {
    expect(complaintsOf(output, TREE).map(({ file, line, level }) => `${file}:${line} ${level}`)).toEqual([
      'mm/a.c:12 warning',
      'mm/b.c:4 error',
      'fs/c.o:0 warning',
      'make:0 error',
      'vmlinux:0 error',
    ]);
  });

  test('lines move and numbers change: the same complaint is not new', () => {
    const before = complaintsOf('mm/a.c:12:3: warning: frame of 2100 bytes\n', TREE);
    expect(newComplaints(before, complaintsOf('mm/a.c:19:1: warning: frame of 2148 bytes\n', TREE))).toEqual(
      [],
    );
  });

  test('a second one of its kind is', () => {
    const before = complaintsOf('mm/a.c:12:3: warning: unused x\n', TREE);
    const after = complaintsOf('mm/a.c:12:3: warning: unused x\nmm/a.c:40:3: warning: unused x\n', TREE);
    expect(newComplaints(before, after).map(({ line }) => line)).toEqual([40]);
  });

  test("a header's is told once, however many files read it, and a warning that became an error is new", () => {
    const said = 'include/a.h:1:1: warning: w\n';
    expect(newComplaints([], complaintsOf(said + said, TREE))).toHaveLength(1);
    expect(
      newComplaints(complaintsOf(said, TREE), complaintsOf('include/a.h:1:1: error: w\n', TREE)),
    ).toHaveLength(1);
  });

  test('an object that a configuration does not have is none, another target is one', () => {
    const [missingObject] = complaintsOf("make[1]: *** No rule to make target 'drivers/x.o'.  Stop.", TREE);
    expect(notLeftOut([missingObject], ['drivers/x.o'])).toEqual([]);
    expect(notLeftOut([missingObject], ['drivers/y.o'])).toEqual([missingObject]);
  });
});

describe('objects outside of the folders', () => {
  test('of sources that x86 may have', () => {
    expect(
      objectsOf([
        'mm/a.c',
        'drivers/b.c',
        'drivers/b.c',
        'include/c.h',
        'arch/arm/d.c',
        'arch/x86/e.c',
        'tools/f.c',
      ]),
    ).toEqual(['arch/x86/e.o', 'drivers/b.o']);
  });
});

describe('a console', () => {
  const text = [
    '[    0.000000] Linux version 6.1.0',
    '[    0.000000] Command line: panic=-1 oops=panic',
    'VERIFY ext4 on /dev/vda',
    'VERIFY swap on /dev/vdb',
    'VERIFY xfs on /d[    3.3] Unable to find swap-space signature',
    'VERIFY device on nothing',
    'VERIFY COUNT write 120',
    'VERIFY EVENT pswpin 7[    9.0] ACPI: said in between',
    'VERIFY CHECKS equal placeholder truncated tagged differs helper function file:line',
    'VERIFY CHECKS 5 1 2 0 0 folio_is_truncated filemap_fault mm/filemap.c:3282',
    'VERIFY CHECKS 9 0 0 3 4 fs_folio_mapping f ../include/linux/a.h:7',
    'VERIFY RESULT ok fails=0 seconds=30\r',
  ];

  test('counts, sites and the result', () => {
    const seen = parseConsole(text.join('\n'));
    expect(seen).toMatchObject({
      result: 'ok',
      fails: [],
      counts: { write: 120 },
      events: { pswpin: 7 },
      filesystems: ['ext4', 'xfs'],
      wrong: [],
    });
    expect(seen.sites.map(({ file, line, differs }) => [file, line, differs])).toEqual([
      ['mm/filemap.c', 3282, 0],
      ['include/linux/a.h', 7, 4],
    ]);
    expect(totals(seen.sites)).toMatchObject({ sites: 2, checks: 24, equal: 14, mismatches: 4 });
    expect(isWell(seen)).toBe(false);
    expect(isWell(parseConsole(text.toSpliced(10, 1).join('\n')))).toBe(true);
  });

  test('that two differ is the answer of a test, not a mistake', () => {
    const { sites } = parseConsole('VERIFY CHECKS 1 0 0 0 8 page_is_truncated f mm/a.c:1\n');
    expect(totals(sites)).toMatchObject({ differs: 8, mismatches: 0 });
    expect(totals(sites).testsThatDiffered).toHaveLength(1);
  });

  test.each([
    ['[    9.1] BUG: Bad page state in process init  pfn:0', 'BUG'],
    ['[    9.1] WARNING: CPU: 0 PID: 1 at mm/page_mapping.c:40', 'WARNING'],
    ['[    9.1] Oops: 0000 [#1] PREEMPT SMP', 'Oops'],
    ['[    9.1] watchdog: BUG: soft lockup - CPU#0 stuck', 'BUG'],
    ['[    9.1] Kernel panic - not syncing', 'panic'],
    ['[    9.1] EXT4-fs error (device vda): ext4_x', 'file system'],
  ])('%s', (line, kind) => {
    const seen = parseConsole(`${line}\nVERIFY RESULT ok fails=0 seconds=1\n`);
    expect(seen.wrong.map((each) => each.kind)).toEqual([kind]);
    expect(isWell(seen)).toBe(false);
  });

  test('a kernel that says nothing of a result is not well', () => {
    expect(isWell(parseConsole('VERIFY starts\n'))).toBe(false);
    expect(
      isWell(parseConsole('VERIFY FAIL read-content /tmp\nVERIFY RESULT fail fails=1 seconds=1\n')),
    ).toBe(false);
  });

  test("an inline function's sites are one", () => {
    const one = siteOf('1 0 0 0 0 page_is_truncated f include/a.h:3');
    expect(bySite([one, one])).toMatchObject([{ equal: 2, line: 3 }]);
    expect(siteOf('equal placeholder')).toBeNull();
  });
});

describe('lines that a compiler saw', () => {
  const diff = [
    '--- a/mm/a.c',
    '+++ b/mm/a.c',
    '@@ -3,0 +4,5 @@ f',
    '+\tint x;',
    '+',
    '+ * @m: said',
    '+#define F(a) \\',
    '+\tg(a)',
    '--- a/mm/gone.c',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-int y;',
  ].join('\n');

  test('are those added, without comments and blanks', () => {
    expect([...addedLines(diff)]).toEqual([
      [
        'mm/a.c',
        [
          { line: 4, text: '\tint x;' },
          { line: 7, text: '#define F(a) \\' },
          { line: 8, text: '\tg(a)' },
        ],
      ],
    ]);
    expect(isMacroLine({ text: '#define F(a) \\' })).toBe(true);
    expect(isMacroLine({ text: '\tint x;' })).toBe(false);
  });

  test('by the line markers of preprocessed text', () => {
    const text = [
      `# 1 "${TREE}/mm/a.c"`,
      '# 10 "/k/tree/include/b.h" 1',
      'int b;',
      `# 2 "${TREE}/mm/a.c" 2`,
      '',
      'int c;',
    ];
    expect([...linesSeen(text.join('\n'), 'mm/a.c', TREE)]).toEqual([3]);
    expect([...linesSeen(text.join('\n'), 'include/b.h', TREE)]).toEqual([10]);
  });

  test('with what a statement goes on with below, and not over the end of one', () => {
    const lines = ['BUG_ON(a !=', '\t\tb);', 'f();', 'g();', '#ifdef X', 'h();'];
    const seen = new Set([1, 3]);
    expect([1, 2, 3, 4, 6].map((line) => isSeen(seen, lines, line))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('comments', () => {
  test('are nothing to compile again for; code and strings are', () => {
    expect(withoutComments('/* a\n b */\nint x; // c\n')).toBe(withoutComments('int x;\n/* other */\n'));
    expect(withoutComments('char *s = "/* a */";')).not.toBe(withoutComments('char *s = "/* b */";'));
    expect(withoutComments('int x;')).not.toBe(withoutComments('int y;'));
  });
});

describe('patches', () => {
  test('name what they change, add and remove', () => {
    const patch =
      '--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1 +1 @@\n--- /dev/null\n+++ b/mm/new.c\n--- a/mm/old.c\n+++ /dev/null\n';
    expect(filesOf(patch)).toEqual(['mm/a.c', 'mm/new.c', 'mm/old.c']);
    expect(filesOf('Subject: cover letter\n')).toEqual([]);
  });
});

describe('mutants', () => {
  const text = [
    'int other(void);',
    'static int f(struct page *page,',
    '\t     int more)',
    '{',
    '\treturn g(page, 1);',
    '}',
    'int g(struct page *page, int x)',
    '{',
    '\treturn g(page, 1);',
    '}',
  ].join('\n');
  const mutant = { name: 'm', file: 'a.c', function: 'g', find: 'g\\((page), 1\\)', put: 'g(1, $1)' };

  test('are put into the function that they name', () => {
    expect(extentOf(text, 'f')).toMatchObject({ start: text.indexOf('static') });
    const done = mutate(text, mutant);
    expect(done.line).toBe(9);
    expect(done.text.split('\n')[8]).toBe('\treturn g(1, page);');
    expect(done.text.split('\n')[4]).toBe('\treturn g(page, 1);');
  });

  test('are not skipped where the text is another', () => {
    expect(() => mutate(text, { ...mutant, function: 'h' })).toThrow('a.c has no h()');
    expect(() => mutate(text, { ...mutant, find: 'nowhere' })).toThrow('g() does not have /nowhere/');
  });

  test('are of at least ten kinds, and each says what is wrong', () => {
    const all = mutants();
    expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(10);
    for (const each of all) expect(() => new RegExp(each.find)).not.toThrow();
  });

  test('are tried together where no two are in one function', () => {
    const [a, b, c] = ['f', 'f', 'g'].map((name, at) => ({ name: String(at), function: name }));
    expect(batchesOf([a, b, c])).toEqual([[a, c], [b]]);
  });

  test('own what is said inside of their function, and what names it elsewhere', () => {
    const said = [
      'a.c:9: the test is another',
      'a.c:4: of another',
      'b.c:9: of another file',
      'c.c:1: the slot wants another head than g() has',
      'c.c:2: gg() is another',
    ];
    expect(about(said, mutant, { first: 7, last: 10 })).toEqual([said[0], said[3]]);
  });

  test('are caught by the first who minds', () => {
    expect(caughtBy({ verify: [], compiler: ['c'], boot: ['b'] })).toEqual({ by: 'compiler', how: 'c' });
    expect(caughtBy({ verify: [], compiler: [], boot: ['b'] })).toEqual({ by: 'boot', how: 'b' });
    expect(caughtBy({ verify: [], compiler: [], boot: null })).toBeNull();
  });

  test('at boot: by a value that differs, a warning, or no end', () => {
    const quiet = { result: 'ok', fails: [], wrong: [], sites: [] };
    const site = siteOf('0 0 0 0 3 fs_page_mapping f mm/a.c:5');
    expect(against(quiet)).toEqual([]);
    expect(against({ ...quiet, sites: [site] })[0]).toContain('mm/a.c:5');
    expect(against({ ...quiet, result: 'none' })).toEqual(['no result']);
    expect(against({ ...quiet, sites: [{ ...site, helper: 'page_is_truncated' }] })).toEqual([]);
  });
});

describe('programs', () => {
  test('that are missing are told by package; without some nothing works', () => {
    const lacking = missing(({ program }) => program !== 'clang');
    expect(lacking).toEqual([{ package: 'clang', for: 'the builds with clang' }]);
    const said = [];
    tellMissing((line) => said.push(line), lacking);
    expect(said.join('\n')).toContain('without clang (Debian): the builds with clang are left out');
    expect(() =>
      tellMissing(
        () => {},
        missing(({ program }) => program !== 'make'),
      ),
    ).toThrow(/install .* make$/);
  });
});

describe('the report', () => {
  test('tells what is wrong, and escapes what would break a table', () => {
    const page = report({
      kernel: '6.1.1',
      builds: [
        {
          state: 'check',
          config: '1 small',
          compiler: 'gcc',
          objects: 3,
          seconds: 130,
          complaints: [{ level: 'warning' }],
          fresh: ['mm/a.c:1: warning: a|b'],
        },
      ],
      stages: [{ stage: 'check', edits: 2, files: 1, left: { write: 4 }, seconds: 1, verify: [] }],
      coverage: [
        {
          stage: 'check',
          lines: 2,
          compiled: 1,
          macros: 0,
          files: 1,
          left: [{ file: 'a.c', line: 3, text: 'x', built: true }],
        },
      ],
      boots: [],
      patches: [],
      mutants: [{ name: 'm', kind: 'k', file: 'a.c', function: 'f', caught: null, seenBy: [] }],
    });
    expect(page).toContain('| check | 1 small | gcc | 3 | 2.2 min | 0 | 1 | 1 |');
    expect(page).toContain('- `mm/a.c:1: warning: a\\|b`');
    expect(page).toContain('0 of 1 wrong conversions are caught');
    expect(page).toContain('**nobody**');
    expect(page).toContain('a.c:3: `x` (another part of the file is compiled)');
    expect(page).toContain('| check | 2 | 1 | 4 | 1.0 | right |');
  });
});

describe('the working tree', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mapshift-verify-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = {
    'include/linux/mm_types.h': '/* a */\nint x;\n',
    'mm/a.c': 'int a;\n',
    'mm/b.c': 'int b;\n',
  };
  const OLD = new Date('2020-01-01T00:00:00Z');

  async function prepared() {
    const source = join(folder, 'source');
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(source, file, '..'), { recursive: true });
      writeFileSync(join(source, file), text);
      utimesSync(join(source, file), OLD, OLD);
    }
    const work = new Work(join(folder, 'cache'));
    await work.prepare(source, () => {});
    return work;
  }
  const put = (work, file, text) => writeFileSync(join(work.tree, file), text);
  const time = (work, file) => statSync(join(work.tree, file)).mtimeMs;

  test('goes from state to state; what make need not compile again keeps its time', async () => {
    const work = await prepared();
    put(work, 'include/linux/mm_types.h', '/* b,\n * longer */\nint x;\n');
    put(work, 'mm/a.c', 'int a1;\n');
    put(work, 'mm/new.c', 'int n;\n');
    await work.commit('helper');
    expect(await work.changed(BASE, 'helper')).toEqual(['include/linux/mm_types.h', 'mm/a.c', 'mm/new.c']);
    expect((await work.filesOf('helper')).has('mm/new.c')).toBe(true);
    expect((await work.filesOf(BASE)).has('mm/new.c')).toBe(false);
    await work.checkout(BASE);
    expect(await work.changed(BASE, 'HEAD')).toEqual([]);
    // what the last patch leaves is compared with the stage, new and ignored files and all
    put(work, '.gitignore', '/*\n');
    put(work, 'mm/new.c', 'int n;\n');
    expect(await work.idNow()).not.toBe(await work.idOf(BASE));
    await work.checkout(BASE);
    expect(await work.idNow()).toBe(await work.idOf(BASE));
    for (const file of Object.keys(files)) utimesSync(join(work.tree, file), OLD, OLD);
    await work.checkout('helper');
    expect(readFileSync(join(work.tree, 'include/linux/mm_types.h'), 'utf8')).toContain('longer');
    expect(time(work, 'include/linux/mm_types.h')).toBe(OLD.getTime());
    expect(time(work, 'mm/b.c')).toBe(OLD.getTime());
    expect(time(work, 'mm/a.c')).toBeGreaterThan(OLD.getTime());
    // once more, to where it is: nothing is written
    await work.checkout('helper');
    expect(time(work, 'include/linux/mm_types.h')).toBe(OLD.getTime());
  });

  test('throws away what somebody left in it', async () => {
    const work = await prepared();
    put(work, '.gitignore', '/*\n');
    put(work, 'mm/a.c', 'int half;\n');
    put(work, 'mm/left.c', 'int left;\n');
    expect(await work.naming(new Set(['left']))).toEqual(['mm/left.c']);
    await work.checkout(BASE);
    expect(readFileSync(join(work.tree, 'mm/a.c'), 'utf8')).toBe('int a;\n');
    expect(() => statSync(join(work.tree, 'mm/left.c'))).toThrow();
  });

  test('a step is done again when what it was made of has changed, and when it failed', async () => {
    const stamps = new Stamps(join(folder, 'stamps'));
    let done = 0;
    const step = async () => ++done;
    expect(await stamps.once('a/b', '1', step)).toBe(1);
    expect(await stamps.once('a/b', '1', step)).toBe(1);
    expect(await stamps.once('a/b', '2', step)).toBe(2);
    await expect(stamps.once('a/b', '3', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await stamps.once('a/b', '2', step)).toBe(3);
  });
});

describe('what a conversion concerns', () => {
  test('functions, macros and members that a header declares otherwise', () => {
    const diff = `--- a/include/linux/mm.h
+++ b/include/linux/mm.h
@@ -1 +1,2 @@ void context(void);
-bool set_page_dirty(struct page *page);
+bool set_page_dirty(struct page *page,
+		    struct address_space *mapping);
-	bool (*dirty_folio)(struct address_space *, struct folio *);
+	if (page_has_private(page))
+static inline struct inode *
+bh_inode(struct buffer_head *bh)
+#define PageFoo(page) test_bit(PG_foo, &(page)->flags)
`;
    expect([...declaredAnew(diff)]).toEqual(['set_page_dirty', 'dirty_folio', 'bh_inode', 'PageFoo']);
  });

  test('a typedef of functions declares its own name, and no type that it names', () => {
    const diff = [
      '-typedef int (*writepage_t)(struct page *page,',
      '+typedef int (*writepage_t)(struct address_space *__mapping, struct page *page,',
      '-typedef int filler_t(struct file *, struct folio *);',
    ].join('\n');
    expect([...declaredAnew(diff)]).toEqual(['writepage_t', 'filler_t']);
  });
});
