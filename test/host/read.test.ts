import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { contentHash, decode, MAX_PARSED_BYTES, Reader } from '../../server/host/read.ts';
import { type Scanned, Scanner } from '../../server/host/scan.ts';
import { parser } from '../support/parser.ts';
import { makeTree, type Tree } from '../support/tree.ts';

const FUNCTION = `struct page { struct address_space *mapping; };
int f(struct page *page)
{
	return page->mapping != 0;
}
`;

let tree: Tree;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => tree.dispose());

function scan(content: string | Uint8Array): Scanned {
  tree.write('x.c', content);
  return new Scanner(tree.root, PAGE_MAPPING, parser).scan('x.c');
}

const places = ({ facts }: Scanned): string[] => facts.uses.map(({ line, column }) => `${line}:${column}`);

describe('bytes as text', () => {
  test('ASCII and UTF-8 are what they are', () => {
    expect(decode(Buffer.from('int a;'))).toBe('int a;');
    expect(decode(Buffer.from('/* é 𝄞 */'))).toBe('/* é 𝄞 */');
  });

  test('anything else is one character a byte, so that no byte is lost', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const text = decode(bytes);
    expect(text).toHaveLength(256);
    expect(Buffer.from(text, 'latin1')).toEqual(bytes);
  });

  test('a character cut in two makes the whole file Latin-1', () => {
    expect(decode(Buffer.from('é').subarray(0, 1))).toBe('\xc3');
  });
});

describe('reading', () => {
  test('a small file after a large one is not followed by what the large one left', () => {
    tree.write('large.c', 'x'.repeat(3 << 20));
    tree.write('small.c', 'int a;');
    tree.write('empty.c', '');
    const reader = new Reader();
    expect(reader.read(tree.path('large.c')).bytes).toHaveLength(3 << 20);
    expect(reader.read(tree.path('small.c')).bytes.toString()).toBe('int a;');
    expect(reader.read(tree.path('empty.c')).bytes).toHaveLength(0);
  });

  test('tells size and times, which change when the file does', () => {
    tree.write('a.c', 'int a;');
    const reader = new Reader();
    const { stamp } = reader.read(tree.path('a.c'));
    expect(stamp.size).toBe(6);
    tree.write('a.c', 'int b;');
    expect(reader.read(tree.path('a.c')).stamp.ctimeMs).toBeGreaterThan(stamp.ctimeMs - 1);
    expect(reader.read(tree.path('a.c')).stamp).not.toEqual(stamp);
  });

  test('the hash knows path and content apart', () => {
    expect(contentHash('a.c', Buffer.from('x'))).not.toBe(contentHash('b.c', Buffer.from('x')));
    expect(contentHash('a.c', Buffer.from('x'))).not.toBe(contentHash('a.c', Buffer.from('y')));
    expect(contentHash('a', Buffer.from('.cx'))).not.toBe(contentHash('a.c', Buffer.from('x')));
  });
});

describe('columns count the bytes of the file as it is', () => {
  const line = '\treturn /* é */ page->mapping != 0;';
  const with_ = FUNCTION.replace(/.*->.*/, line);

  test.each<[string, string | Uint8Array, string]>([
    ['ASCII', FUNCTION, '4:15'],
    ['UTF-8', with_, '4:24'],
    ['UTF-8 beyond the basic plane', with_.replace('é', '𝄞'), '4:26'],
    ['Latin-1', Buffer.from(with_, 'latin1'), '4:23'],
    ['CRLF', with_.replaceAll('\n', '\r\n'), '4:24'],
    ['UTF-8 with a byte order mark', `\ufeff${with_}`, '4:24'],
  ])('%s', (_name, content, place) => {
    expect(places(scan(content))).toEqual([place]);
  });

  test('of calls on the ladder and converted functions too', () => {
    const text = Buffer.from(
      [
        'struct page; struct address_space;',
        '/* é */ void done(struct page *page, struct address_space *mapping)',
        '{',
        '\tuse(mapping);',
        '}',
        'void near(struct page *page)',
        '{',
        '\t/* é */ set_page_dirty(page, MAPPING_NULL);',
        '}',
        '',
      ].join('\n'),
      'latin1',
    );
    const { facts } = scan(text);
    expect(facts.rungs).toMatchObject([{ name: 'MAPPING_NULL', line: 8, column: 31 }]);
    expect(scan(text.toString('latin1')).facts.rungs).toMatchObject([{ line: 8, column: 32 }]);
  });
});

describe('what becomes of a file', () => {
  test('without the word: nothing is kept of it but its stamp', () => {
    expect(scan('int a;')).toMatchObject({ hash: '', facts: { uses: [] }, problem: null, gone: false });
  });

  test('with the word but without a use: neither', () => {
    expect(scan('int mapping; /* mapping */')).toMatchObject({ hash: '', problem: null });
  });

  test('with a use only in a comment or a string: parsed, and nothing found', () => {
    const { facts, hash } = scan('/* page->mapping */ char *s = "page->mapping";');
    expect(facts.uses).toEqual([]);
    expect(hash).not.toBe('');
  });

  test('with a NUL byte and the word: told', () => {
    expect(scan(`${FUNCTION}\0`)).toMatchObject({
      hash: '',
      problem: { file: 'x.c', message: 'a binary file: it holds a NUL byte' },
    });
    expect(scan('\0').problem).toBeNull();
  });

  test('too large, with a use: told; without one: not worth telling', () => {
    const filler = '#define REG_mapping 1\n'.repeat(MAX_PARSED_BYTES / 22 + 1);
    expect(scan(filler).problem).toBeNull();
    expect(scan(`${filler}${FUNCTION}`).problem?.message).toBe(
      'too large to parse: 8 MB, and it names the field',
    );
  });

  test('gone: told apart from a file that cannot be read', () => {
    const scanner = new Scanner(tree.root, PAGE_MAPPING, parser);
    tree.write('folder/x.c', '');
    expect(scanner.scan('none.c')).toMatchObject({
      gone: true,
      stamp: null,
      problem: { file: 'none.c', message: 'no such file or directory' },
    });
    expect(scanner.scan('folder')).toMatchObject({ gone: false, problem: { message: 'is a directory' } });
  });

  test('with nothing left to convert: its converted functions still count', () => {
    const { facts, hash } = scan(`struct page; struct address_space;
static int step(struct page *page, struct address_space *mapping)
{
	return use(mapping);
}
`);
    expect(facts.converted).toMatchObject([{ function: 'step', parameter: 'mapping', line: 2, column: 12 }]);
    expect(hash).not.toBe('');
  });

  test('facts known from an earlier run are not computed again', () => {
    const first = scan(FUNCTION);
    const known = { ...first.facts, falseFriends: 99 };
    const scanner = new Scanner(tree.root, PAGE_MAPPING, parser, (hash) =>
      hash === first.hash ? known : undefined,
    );
    expect(scanner.scan('x.c').facts).toBe(known);
  });
});
