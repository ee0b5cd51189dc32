import { describe, expect, test } from 'vitest';
import { callOffsets, mayCall } from '../../server/conversion/macroCalls.ts';
import { usesIn } from '../support/analyse.ts';

const HOST = '#define HOST(p) ((p)->mapping->host)\n';
const inHost = (...calls: string[]) => usesIn(`${HOST}${calls.join('\n')}\n`);

describe('a macro’s parameter has the type that its calls give it', () => {
  test('one call', () => {
    expect(inHost('void *f(struct page *page) { return HOST(page); }')).toMatchObject([
      {
        line: 1,
        function: 'HOST',
        record: 'page',
        confidence: 'likely',
        reason: '(p) is struct page by calls of the macro HOST (main.c:2)',
      },
    ]);
  });

  test('several that agree', () => {
    expect(
      inHost(
        'void *f(struct page *page) { return HOST(page); }',
        'void *g(struct page **pages) { return HOST(pages[0]); }',
      ),
    ).toMatchObject([{ record: 'page', reason: expect.stringContaining('and others)') }]);
  });

  test('of another record: no use', () => {
    expect(inHost('void *f(struct ring *ring) { return HOST(ring); }')).toEqual([]);
  });

  test('that disagree, or of which nothing is known: unknown, with the reason', () => {
    expect(inHost('void *f(struct page *a, struct ring *b) { return HOST(a) + HOST(b); }')).toMatchObject([
      {
        record: null,
        confidence: 'unknown',
        reason: expect.stringMatching(/struct page \* and struct ring \*/),
      },
    ]);
    expect(inHost('')).toMatchObject([
      { record: null, reason: expect.stringMatching(/no call of it tells/) },
    ]);
    expect(inHost('void *f(void) { return HOST(who()); }')).toMatchObject([{ record: null }]);
  });

  test('a call whose argument cannot be told does not spoil the others', () => {
    expect(
      inHost('void *f(void) { return HOST(who()); }', 'void *g(struct page *page) { return HOST(page); }'),
    ).toMatchObject([{ record: 'page' }]);
  });

  test('a call in a comment or a string is none', () => {
    expect(
      inHost(
        '/* HOST(ring) */',
        'void *f(struct page *p, struct ring *ring) { warn("HOST(ring)"); return HOST(p); }',
      ),
    ).toMatchObject([{ record: 'page' }]);
  });

  test('the parameter may be cast: then no call is needed', () => {
    expect(usesIn('#define HOST(p) (((struct page *)(p))->mapping->host)\n')).toMatchObject([
      { record: 'page', confidence: 'certain' },
    ]);
  });

  test('calls in other files count', () => {
    expect(
      usesIn(`
        // @file include/linux/host.h
        #define HOST(p) ((p)->mapping->host)
        // @file fs/user.c
        #include <linux/host.h>
        void *f(struct folio *folio) { return HOST(folio); }
      `),
    ).toMatchObject([
      { file: 'include/linux/host.h', record: 'folio', reason: expect.stringContaining('fs/user.c:2') },
    ]);
  });
});

describe('who may call a macro', () => {
  test.each<[string, string, boolean]>([
    ['include/linux/mm.h', 'drivers/x.c', true],
    ['mm/internal.h', 'mm/vmscan.c', true],
    ['mm/internal.h', 'mm/damon/core.c', true],
    ['mm/internal.h', 'fs/x.c', false],
    ['mm/internal.h', 'mmc/x.c', false],
    ['arch/arm/include/asm/x.h', 'arch/arm/mm/x.c', true],
    ['arch/arm/include/asm/x.h', 'arch/arm64/mm/x.c', false],
    ['arch/arm/include/asm/x.h', 'mm/x.c', false],
    ['drivers/gpu/include/x.h', 'drivers/gpu/a/b.c', true],
    ['main.c', 'other.c', true],
  ])('of %s in %s: %s', (home, file, may) => {
    expect(mayCall(home, file)).toBe(may);
  });
});

test('calls are found by name, in order, but not their definition', () => {
  const text = '#define A(x) x\n#define  B(x) A(x)\nA (1); BA(2); B(3); A;';
  expect(
    callOffsets(text, ['B', 'A']).map(({ name, offset }) => `${name}@${text.slice(offset, offset + 4)}`),
  ).toEqual(['A@A(x)', 'A@A (1', 'B@B(3)']);
});

describe('calls that are no plain calls', () => {
  test('a loop’s head', () => {
    const [use, ...others] = usesIn(
      `#define for_each_next(p) for ((p) = first(); (p) != NULL; (p) = next((p)->mapping))
int f(void)
{
	struct page *page;

	for_each_next(page)
		g(page);
	for_each_next(page) {
		g(page);
	}
	return 0;
}
`,
    );
    expect(others).toEqual([]);
    expect(use).toMatchObject({ record: 'page', reason: expect.stringMatching(/main\.c:\d and others\)$/) });
  });

  test('a loop over several things', () => {
    const [use] = usesIn(
      `#define list_for_each_mapped(pos, head) for (pos = first(head); pos->mapping; pos = next(pos))
int f(struct list *head)
{
	struct folio *folio;
	list_for_each_mapped(folio, &head->list) {
		g(folio);
	}
}
`,
    );
    expect(use).toMatchObject({ record: 'folio' });
  });

  test('a call in another macro tells nothing, and spoils nothing', () => {
    expect(
      usesIn(`#define INIT(m) { .mapping = (m) }
#define DEFAULT INIT(0)
struct page page = INIT(1);
`),
    ).toMatchObject([{ record: 'page' }]);
  });
});
