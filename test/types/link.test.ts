import { describe, expect, test } from 'vitest';
import { verdict, verdicts } from './verdict.ts';

describe('through what other files declare', () => {
  test('a header of a header', () => {
    expect(
      verdicts(`
        // @file include/linux/bh.h
        struct buffer_head { struct page *b_page; struct inner { struct folio *folio; } in; };
        // @file include/linux/fs.h
        #include <linux/bh.h>
        // @file main.c
        #include <linux/mm.h>
        #include <linux/fs.h>
        int f(struct buffer_head *bh) { return bh->b_page->mapping == bh->in.folio->mapping; }
      `),
    ).toEqual(['page', 'folio']);
  });

  test('a header beside the file comes before one of the same name', () => {
    expect(
      verdicts(`
        // @file include/x.h
        struct x { struct page *p; };
        // @file x.h
        struct x { struct other *p; };
        // @file main.c
        #include <linux/mm.h>
        #include "x.h"
        void *f(struct x *x) { return x->p->mapping; }
      `),
    ).toEqual(['other']);
  });

  test('a record that has the member counts before one that only has the name', () => {
    expect(
      verdicts(`
        // @file include/a.h
        struct map { int nothing; };
        // @file include/b.h
        struct map { struct page *page; };
        // @file main.c
        #include <linux/mm.h>
        #include <a.h>
        #include <b.h>
        void *f(struct map *m) { return m->page->mapping; }
      `),
    ).toEqual(['page']);
  });

  test('a header that leans on its includer', () => {
    expect(
      verdicts(`
        // @file include/lean.h
        struct lean { work_t work; };
        // @file main.c
        #include <linux/mm.h>
        typedef struct { struct page *page; } work_t;
        #include <lean.h>
        void *f(struct lean *l) { return l->work.page->mapping; }
      `),
    ).toEqual(['page']);
  });

  test('the architecture is that of the file', () => {
    const tree = (main: string): string => `
      // @file include/linux/device.h
      #include <asm/device.h>
      struct device { struct dev_archdata archdata; };
      // @file include/asm/device.h
      struct dev_archdata { struct other *x; };
      // @file main.c
      #include <linux/mm.h>
      #include <linux/device.h>
      ${main}
    `;
    expect(verdicts(tree('void *f(struct device *d) { return d->archdata.x->mapping; }'))).toEqual(['other']);
  });

  test('what the build includes everywhere', () => {
    expect(
      verdicts(`
        // @file include/linux/compiler_types.h
        struct everywhere { struct page *page; };
        // @file main.c
        #include <linux/mm.h>
        void *f(struct everywhere *e) { return e->page->mapping; }
      `),
    ).toEqual(['page']);
  });
});

describe('members', () => {
  const of = (body: string, access: string): string =>
    verdict(`struct s { ${body} };\nvoid *f(struct s *s) { return s->${access}; }`);

  test.each([
    ['nested', 'struct { struct page *page; } in;', 'in.page->mapping', 'page'],
    ['nameless', 'union { struct { struct page *page; }; int i; };', 'page->mapping', 'page'],
    ['nameless, three deep', 'struct { union { struct { struct folio *p; }; }; };', 'p->mapping', 'folio'],
    ['named by an attribute', 'struct { struct page *page; } __packed in;', 'in.page->mapping', 'page'],
    ['an array', 'struct page *pages[16];', 'pages[2]->mapping', 'page'],
    ['an array without a size', 'struct page *pages[];', 'pages[2]->mapping', 'page'],
    ['an array by a macro', 'DECLARE_FLEX_ARRAY(struct page *, pages);', 'pages[2]->mapping', 'page'],
    ['in a group', 'struct_group(all, int a; struct page *page;);', 'page->mapping', 'page'],
    [
      'behind a marker',
      'randomized_struct_fields_start struct page *page; randomized_struct_fields_end',
      'page->mapping',
      'page',
    ],
    ['a function pointer', 'struct page *(*get)(int a, struct other *b);', 'get(1, 0)->mapping', 'page'],
    ['the second of a line', 'struct other *a, *b; struct page *c, *d;', 'd->mapping', 'page'],
    ['with an annotation', 'struct page __rcu *page __aligned(8);', 'page->mapping', 'page'],
    ['under #if', '\n#ifdef A\nstruct page *page;\n#else\nlong page;\n#endif\n', 'page->mapping', 'page'],
    ['under #else', '\n#ifdef A\nlong page;\n#else\nstruct page *page;\n#endif\n', 'page->mapping', 'page'],
  ])('%s', (_, body, access, expected) => {
    expect(of(body, access)).toBe(expected);
  });

  test('of a record that each branch of #if defines anew', () => {
    expect(
      verdict(
        '#ifdef A\nstruct s { int a; };\n#else\nstruct s { struct page *page; };\n#endif\nvoid *f(struct s *s) { return s->page->mapping; }',
      ),
    ).toBe('page');
  });

  test('a record in a comment is none', () => {
    expect(
      verdict(
        '/*\n * struct s { struct other *page; }\n */\nstruct s { struct page *page; };\nvoid *f(struct s *s) { return s->page->mapping; }',
      ),
    ).toBe('page');
  });
});

describe('typedefs', () => {
  const of = (typedef: string, body: string): string =>
    verdict(`${typedef}\nvoid *f(t x) { return ${body}; }`);

  test.each([
    ['of a pointer', 'typedef struct page *t;', 'x->mapping', 'page'],
    ['of a record', 'typedef struct page t;', 'x.mapping', 'page'],
    ['with a body', 'typedef struct { struct page *page; } t;', 'x.page->mapping', 'page'],
    ['with a tag and a body', 'typedef struct s { struct page *page; } t;', 'x.page->mapping', 'page'],
    ['with a body, as a pointer', 'typedef struct { struct page *page; } *t;', 'x->page->mapping', 'page'],
    ['the second of two', 'typedef struct { struct page *page; } a, *t;', 'x->page->mapping', 'page'],
    [
      'with a name that looks like an annotation',
      'typedef struct { struct page *page; } __my_t, t;',
      'x.page->mapping',
      'page',
    ],
    ['of a typedef', 'typedef struct page page_t;\ntypedef page_t *t;', 'x->mapping', 'page'],
    [
      'of a pointer to a function',
      'typedef struct page *(*t)(struct other *, int);',
      'x(0, 1)->mapping',
      'page',
    ],
    ['of a function', 'typedef struct page *g(int);\ntypedef g *t;', 'x(1)->mapping', 'page'],
    ['by #define', '#define t struct folio *', 'x->mapping', 'folio'],
    ['over several lines', 'typedef\tstruct page\n\t*t;', 'x->mapping', 'page'],
  ])('%s', (_, typedef, body, expected) => {
    expect(of(typedef, body)).toBe(expected);
  });

  test('one that nobody declares is unknown, whatever its name', () => {
    expect(verdict('void *f(foo_t *x) { return x->mapping; }')).toBe('unknown: no typedef foo_t in sight');
  });
});

describe('functions and variables', () => {
  const of = (declaration: string, base: string): string =>
    verdict(`${declaration}\nvoid *f(void) { return ${base}->mapping; }`);

  test.each([
    ['a prototype', 'struct page *get(int a, struct other *b);', 'get(1, 0)', 'page'],
    ['a definition', 'static inline struct folio *get(void)\n{\n\treturn 0;\n}', 'get()', 'folio'],
    ['the type on its own line', 'static struct page *\nget(int a)\n{\n}', 'get(1)', 'page'],
    [
      'annotations before and behind',
      'extern __must_check __alloc_size(1, 2) struct page *get(int a) __malloc;',
      'get(1)',
      'page',
    ],
    ['an attribute before', '__printf(1, 2) struct page *get(char *, ...);', 'get("")', 'page'],
    ['parameters over lines', 'struct page *get(int a,\n\t\t int b);', 'get(1, 2)', 'page'],
    ['a global', 'extern struct page *global;', 'global', 'page'],
    ['a global array', 'struct page *global[4];', 'global[0]', 'page'],
    ['one with an initialiser', 'static struct page *global = 0;', 'global', 'page'],
    ['one of several', 'struct page *first, *global;', 'global', 'page'],
    ['a pointer to a function', 'struct page *(*hook)(int) = 0;', 'hook(1)', 'page'],
    [
      'a table behind a body',
      'static struct { struct page *page; } table[] = {\n\t{ 0 },\n};',
      'table[0].page',
      'page',
    ],
    [
      'a table behind a body with a tag',
      'struct row {\n\tstruct folio *page;\n} *rows, table[4];',
      'table[0].page',
      'folio',
    ],
    ['of each CPU', 'static DEFINE_PER_CPU(struct page *, global);', 'global', 'page'],
    ['of each CPU, aligned', 'DECLARE_PER_CPU_ALIGNED(struct page *, global);', 'global', 'page'],
    [
      'prose and calls are no declarations',
      '/* struct other *get(void) */\nint g(void)\n{\n\tother *get(1);\n}\nstruct page *get(int);',
      'get(1)',
      'page',
    ],
  ])('%s', (_, declaration, base, expected) => {
    expect(of(declaration, base)).toBe(expected);
  });

  test('a call through a table of operations', () => {
    expect(
      verdict(
        'struct ops { struct page *(*get_page)(struct other *o); };\nstruct space { const struct ops *a_ops; };\nvoid *f(struct space *s) { return s->a_ops->get_page(0)->mapping; }',
      ),
    ).toBe('page');
  });
});

describe('declarations that are easily misread', () => {
  const CODE = '#include <linux/mm.h>\n';

  test.each([
    ['annotations before a tag', 'struct __packed box { struct page *page; };', 'page'],
    ['an attribute before a tag', 'struct __attribute__((packed)) box { struct page *page; };', 'page'],
    ['several annotations', 'struct __packed __aligned(4) box { struct page *page; };', 'page'],
    ['annotations behind a tag', 'struct box __packed { struct page *page; };', 'page'],
  ])('%s', (_, record, expected) => {
    expect(verdicts(`${CODE}${record}\nvoid *f(struct box *b) { return b->page->mapping; }\n`)).toEqual([
      expected,
    ]);
  });

  test('annotations behind a variable', () => {
    expect(
      verdicts(
        `${CODE}static struct page first __initdata = { 0 };\nvoid *f(void) { return first.mapping; }\n`,
      ),
    ).toEqual(['page']);
    expect(
      verdicts(
        `${CODE}static struct page table[2] __aligned(64);\nvoid *f(void) { return table[0].mapping; }\n`,
      ),
    ).toEqual(['page']);
  });

  test('a local of another function is no variable of this file', () => {
    expect(
      verdicts(
        `${CODE}int g(void)\n{\n\tstruct {\n\t\tstruct page *page;\n\t} req = { 0 };\n\treturn 0;\n}\nvoid *f(void) { return req.page->mapping; }\n`,
      ),
    ).toEqual(['unknown: no declaration of req in sight']);
  });

  test('a sentence in a long comment declares nothing', () => {
    const words = 'words and words and words and words\n'.repeat(20);
    expect(
      verdicts(
        `${CODE}/*\n${words}of the\npage first, and on\n*/\nvoid *f(void) { return first.mapping; }\n`,
      ),
    ).toEqual(['unknown: no declaration of first in sight']);
  });
});
