import { describe, expect, test } from 'vitest';
import { mask } from '../../server/syntax/mask.ts';
import { bareTreeOf, c, masked, treeOf } from './grammar.ts';

/** Every test: the length and the lines stay, and what remains of a word stays where it was. */
function maskOf(text: string): string {
  const after = mask(text);
  expect(after).toHaveLength(text.length);
  expect([...after.matchAll(/\n/g)].map((each) => each.index)).toEqual(
    [...text.matchAll(/\n/g)].map((each) => each.index),
  );
  return masked(text);
}

/** The grammar alone misreads the text; masked, it reads it without an error. */
function cures(text: string): string {
  const { errors, tree } = treeOf(text);
  expect(errors, `errors in ${mask(text)}`).toBe(false);
  expect(bareTreeOf(text), 'the grammar needs no help').not.toBe(tree);
  return maskOf(text);
}

/** Nothing is touched. */
function leaves(text: string): void {
  expect(mask(text)).toBe(text);
}

describe('annotations', () => {
  test('stand alone', () => {
    expect(cures('static int __init mem_init(char __user *buf)\n{\n}\n')).toMatchInlineSnapshot(`
      "static int ······ mem_init(char ······ *buf)
      {
      }
      "
    `);
    expect(cures('static __always_inline struct page *f(void) { return a; }')).toMatchInlineSnapshot(
      `"static ··············· struct page *f(void) { return a; }"`,
    );
    expect(cures('asmlinkage __visible void __sched schedule(void) { }')).toMatchInlineSnapshot(
      `"·········· ········· void ······· schedule(void) { }"`,
    );
  });

  test('have arguments, which may hold brackets, strings and line ends', () => {
    expect(cures('void f(char *fmt, ...) __printf(1, 2);')).toMatchInlineSnapshot(
      `"void f(char *fmt, ...) ··········· ··;"`,
    );
    expect(cures('int a __section(".data..(x)");')).toMatchInlineSnapshot(`"int a ·······················;"`);
    expect(
      cures(c`
        static void f(struct rq *rq)
        	__releases(rq->lock)
        	__acquires(this_rq(
        		)->lock)
        {
        }
      `),
    ).toMatchInlineSnapshot(`
      "static void f(struct rq *rq)
      	····················
      	···················
      ··········
      {
      }
      "
    `);
  });

  test('STATIC is the storage class', () => {
    expect(maskOf('STATIC void f(void) { }')).toMatchInlineSnapshot(`"static void f(void) { }"`);
  });

  test('are left where they are defined or tested', () => {
    leaves('#define __user BTF_TYPE_TAG(user)\n');
    leaves('#define __printf(a, b) format(printf, a, b)\n');
    leaves('# define  noinline f(noinline_f)\n#undef __init\n#ifndef __packed\n#endif\n');
  });

  test('are left where the word is a member', () => {
    leaves('int f(struct s *s) { return s->__unused + s->v.__private; }');
  });

  test('are left when their bracket is not closed', () => {
    leaves('void f(void) __printf(1, 2;\n');
  });
});

describe('loops', () => {
  test('are loops again', () => {
    expect(
      cures(c`
        void f(struct list_head *head)
        {
        	list_for_each_entry(page, head, lru) {
        		g(page);
        	}
        	if (head)
        		xas_for_each(&xas, folio, ULONG_MAX)
        			g(folio);
        	else
        		for_each_online_cpu(cpu)
        			g(cpu);
        again:
        	bio_for_each_segment_all(bvec, bio, iter_all) /* each */ {
        	}
        #ifdef CONFIG_X
        	FOR_EACH_PAGE(page)
        		h(page);
        #endif
        }
      `),
    ).toMatchInlineSnapshot(`
      "void f(struct list_head *head)
      {
      	while··············(page, head, lru) {
      		g(page);
      	}
      	if (head)
      		while·······(&xas, folio, ULONG_MAX)
      			g(folio);
      	else
      		while··············(cpu)
      			g(cpu);
      again:
      	while···················(bvec, bio, iter_all) /* each */ {
      	}
      #ifdef CONFIG_X
      	while········(page)
      		h(page);
      #endif
      }
      "
    `);
  });

  test('in a macro, behind a line continuation', () => {
    expect(
      maskOf(c`
        #define each(page) do {		\
        	list_for_each(a, b)	\
        		f(a);		\
        } while (0)
      `),
    ).toMatchInlineSnapshot(`
      "#define each(page) do {		\\
      	while········(a, b)	\\
      		f(a);		\\
      } while (0)
      "
    `);
  });

  test('calls of the same look are left', () => {
    leaves('void f(void) { bus_for_each_dev(bus, NULL, data, fn); }');
    leaves('int f(void) { return bus_for_each_dev(bus, NULL, data, fn); }');
    leaves('int f(void) { err = device_for_each_child(dev, data, fn); if (for_each(a, b)) g(); }');
    leaves('int bus_for_each_dev(struct bus_type *bus, int n);\n');
    leaves('/* list_for_each(a, b) { } */ char *s = "for_each(a) {";');
  });

  test('a head that is still being typed is left', () => {
    leaves('void f(void)\n{\n\tlist_for_each_entry(page, head\n\tg();\n}\nvoid g(void) { a(b); }\n');
  });
});

describe('functions whose head is a macro', () => {
  test('system calls', () => {
    expect(
      cures(
        'SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)\n{\n\treturn fd;\n}\n',
      ),
    ).toMatchInlineSnapshot(`
      "long············read( unsigned int· fd, char ······ *· buf, size_t· count)
      {
      	return fd;
      }
      "
    `);
    expect(cures('COMPAT_SYSCALL_DEFINE1(x,\n\tu32, a)\n{\n}\n')).toMatchInlineSnapshot(`
      "long···················x(
      	u32· a)
      {
      }
      "
    `);
    expect(cures('SYSCALL_DEFINE0(getpid)\n{\n\treturn 1;\n}\n')).toMatchInlineSnapshot(`
      "long···········getpid()
      {
      	return 1;
      }
      "
    `);
  });

  test('helpers of BPF', () => {
    expect(
      cures('BPF_CALL_2(bpf_get, struct sk_buff *, skb, u32, len)\n{\n\treturn skb->len;\n}\n'),
    ).toMatchInlineSnapshot(`
      "long·······bpf_get( struct sk_buff *· skb, u32· len)
      {
      	return skb->len;
      }
      "
    `);
  });

  test('are left in prose and where they are defined', () => {
    leaves('/*\n * SYSCALL_DEFINE3(read, a, b)\n */\n');
    leaves('#define SYSCALL_DEFINE1(name, a) SYSCALL_DEFINEx(1, name, a)\n');
  });
});

describe('trace events', () => {
  test('are functions: parameters, assignments, and what is printed', () => {
    expect(
      cures(c`
        TRACE_EVENT(mm_page,

        	TP_PROTO(struct page *page, int n),

        	TP_ARGS(page, n),

        	TP_STRUCT__entry(
        		__field(unsigned long, i_ino)
        		__array(char, name, 8)
        	),

        	TP_fast_assign(
        		__entry->i_ino = page->mapping->host->i_ino;
        	),

        	TP_printk("ino=%lx", __entry->i_ino)
        );
      `),
    ).toMatchInlineSnapshot(`
      "void········mm_page·

      ·········(struct page *page, int n){

      ·············· ···

      ··················
      ·················· ····· ······
      ··············· ····· ··
      ···

      ···············{
      		__entry->i_ino = page->mapping->host->i_ino;
      	}·

      ·TP_printk("ino=%lx", __entry->i_ino)
      ;}
      "
    `);
  });

  test('a condition is a test', () => {
    expect(
      cures(c`
        DEFINE_EVENT_CONDITION(f2fs__submit, f2fs_write,
        	TP_PROTO(struct page *page),
        	TP_ARGS(page),
        	TP_CONDITION(page->mapping)
        );
      `),
    ).toMatchInlineSnapshot(`
      "void································ f2fs_write·
      ·········(struct page *page){
      ···············
      ·if··········(page->mapping)
      ;}
      "
    `);
    expect(
      cures(c`
        TRACE_EVENT_CONDITION(e,
        	TP_PROTO(struct page *page),
        	TP_ARGS(page),
        	TP_CONDITION(page->mapping && n),
        	TP_STRUCT__entry(__field(int, n)),
        	TP_fast_assign(__entry->n = 1;),
        	TP_printk("%s", __print_flags(n, "|", { 1, "one" }))
        );
      `),
    ).toMatchInlineSnapshot(`
      "void··················e·
      ·········(struct page *page){
      ···············
      ·if··········(page->mapping && n);
      ······························ ····
      ···············{__entry->n = 1;}·
      ················ ················ ···· · ·· ····· ···
      ·}
      "
    `);
  });

  test('an event without code of its own vanishes', () => {
    expect(
      cures('DEFINE_EVENT(class, name,\n\tTP_PROTO(struct page *page),\n\tTP_ARGS(page)\n);\n'),
    ).toMatchInlineSnapshot(`
      "··················· ·····
      ················ ···· ·······
      ··············
      ··
      "
    `);
  });

  test('without a semicolon, or cut off', () => {
    expect(
      maskOf('TRACE_EVENT(e, TP_PROTO(int n), TP_ARGS(n), TP_fast_assign(a = n;), TP_printk("%d", n))\n'),
    ).toMatchInlineSnapshot(`
      "void········e· ········(int n){ ··········· ··············{a = n;}· ··············· ··}
      "
    `);
    leaves('TRACE_EVENT(e,\n\tTP_PROTO(int n),\n\tTP_ARGS(n),\n');
  });
});

describe('types as arguments', () => {
  test('are names', () => {
    expect(
      cures('int f(void) { return container_of(work, struct async_chunk, work)->n; }'),
    ).toMatchInlineSnapshot(`"int f(void) { return container_of(work, struct_async_chunk, work)->n; }"`);
    expect(cures('int f(void) { return g(a,\n\t\tstruct page, lru); }')).toMatchInlineSnapshot(`
      "int f(void) { return g(a,
      		struct_page, lru); }"
    `);
    expect(cures('int f(void) { return list_first_entry(&l, union bpf_attr, x); }')).toMatchInlineSnapshot(
      `"int f(void) { return list_first_entry(&l, union_bpf_attr, x); }"`,
    );
  });

  test('are left where the grammar expects a type', () => {
    leaves('int f(void) { return offsetof(struct page, mapping) + sizeof(struct page); }');
    leaves('int f(struct page *page, struct folio *folio);');
    leaves('int f(void) { return (struct page)a; }');
    leaves('int f(void) { return __builtin_va_arg(ap, struct page *); }');
  });
});

describe('typeof', () => {
  test('is one type name', () => {
    expect(cures('int f(int *p) { typeof(*p) a = *p; return a; }')).toMatchInlineSnapshot(
      `"int f(int *p) { typeof__p_ a = *p; return a; }"`,
    );
    expect(cures('int f(int *p) { __typeof__(p[0]) *a = p; return *a; }')).toMatchInlineSnapshot(
      `"int f(int *p) { __typeof___p_0__ *a = p; return *a; }"`,
    );
  });

  test('over two lines, or cut off, is left', () => {
    leaves('int f(int *p) { typeof(p\n) a; }');
    leaves('int f(int *p) { typeof(p a; }');
  });
});

describe('bodies of macros, parsed as C', () => {
  test('pasted names are one name, strings of names are names', () => {
    expect(
      cures('void set_##name(struct folio *folio)\n{\n\tg_ ## name(folio, #name, ##__VA_ARGS__);\n}\n'),
    ).toMatchInlineSnapshot(`
      "void set___name(struct folio *folio)
      {
      	g_____name(folio, ·name, ··__VA_ARGS__);
      }
      "
    `);
  });

  test('directives stay', () => {
    leaves('#include <linux/mm.h>\n#  define A 1\n#if A\n\t#error no\n#endif\n#pragma once\n');
  });
});

describe('conditionals where the grammar knows none', () => {
  test('in an initialiser', () => {
    expect(
      cures(c`
        static const struct address_space_operations aops = {
        	.dirty_folio	= f,
        #ifdef CONFIG_MIGRATION
        	.migrate_folio	= g,
        #else
        	.migrate_folio	= h,
        #endif /* CONFIG_MIGRATION */
        };
      `),
    ).toMatchInlineSnapshot(`
      "static const struct address_space_operations aops = {
      	.dirty_folio	= f,
      ······ ················
      	.migrate_folio	= g,
      ·····
      	.migrate_folio	= h,
      ······ ·· ················ ··
      };
      "
    `);
  });

  test('in arguments and conditions', () => {
    expect(
      cures(c`
        int f(void)
        {
        	if (a &&
        #ifdef CONFIG_X
        	    b
        #else
        	    c
        #endif
        	   )
        		return g(a,
        #if defined(X) && \
            defined(Y)
        			 b,
        #endif
        			 c);
        	return 0;
        }
      `),
    ).toMatchInlineSnapshot(`
      "int f(void)
      {
      	if (a &&
      ······ ········
      	    b
      ,····
      	    c
      ······
      	   )
      		return g(a,
      ··· ·········· ·· ·
          ··········
      			 b,
      ······
      			 c);
      	return 0;
      }
      "
    `);
  });

  test('are left between statements, members and items', () => {
    leaves('#ifdef A\nint a;\n#else\nint b;\n#endif\n');
    leaves('void f(void)\n{\n#ifdef A\n\ta();\n#endif\n}\n');
    leaves('struct s {\n#ifdef A\n\tint a;\n#endif\n};\n');
    leaves('int f(void)\n{\n\treturn ({\n#ifdef A\n\t\ta();\n#endif\n\t\tb; });\n}\n');
  });

  test('are left when a branch opens what another closes', () => {
    leaves('void f(void)\n{\n#ifdef A\n\tg(a,\n#else\n\th(a,\n#endif\n\t  b);\n}\n');
  });
});

describe('outside functions', () => {
  test('calls without a semicolon vanish', () => {
    expect(cures('EXPORT_SYMBOL(f)\nint a;\n')).toMatchInlineSnapshot(`
      "················
      int a;
      "
    `);
    expect(
      cures('BTRFS_FUNCS(a,\n\t    b)\nIMPLEMENT(c) /* why */\nstatic int f(void)\n{\n}\n'),
    ).toMatchInlineSnapshot(`
      "··············
      ·    ··
      ············ /* why */
      static int f(void)
      {
      }
      "
    `);
    expect(cures('module_param(a, int, 0444);\n')).toMatchInlineSnapshot(`
      "··············· ···· ······
      "
    `);
  });

  test('a static macro is a call, a variable of each CPU is a variable', () => {
    expect(cures('static DEFINE_MUTEX(lock);\n')).toMatchInlineSnapshot(`
      "······ DEFINE_MUTEX(lock);
      "
    `);
    expect(cures('static DEFINE_PER_CPU(struct pagevec *, pvec) = { 0 };\n')).toMatchInlineSnapshot(`
      "static ···············struct pagevec *· pvec· = { 0 };
      "
    `);
  });

  test('a function is left, whose type stands on the line above', () => {
    leaves('static struct page *\nget_page(int a)\n{\n\treturn a;\n}\n');
    leaves('int\nget_page(int a);\n');
    leaves('void f(void)\n{\n\tif (a)\n\t\tg(a);\n}\n');
  });

  test('a call that names a member is left to be found', () => {
    leaves('int a;\nCHECK(page->mapping)\nint b;\n');
  });
});

describe('members behind macros', () => {
  test('groups are records, layout markers vanish, flexible arrays point', () => {
    expect(
      cures(c`
        struct skb {
        	randomized_struct_fields_start
        	struct_group(headers,
        		u8	a;
        		struct page *page;
        	);
        	__struct_group(tag, name, , int b;);
        	DECLARE_FLEX_ARRAY(struct page *, pages);
        	randomized_struct_fields_end
        };
      `),
    ).toMatchInlineSnapshot(`
      "struct skb {
      	······························
      	struct·{·············
      ··u8	a;
      		struct page *page;
      	};
      	struct·{··········· ····· · int b;};
      	···················struct page ** pages·;
      	····························
      };
      "
    `);
  });
});

test('several masks in one text do not disturb each other', () => {
  expect(
    cures(c`
      static int __init f(char __user *buf)
      {
      	list_for_each_entry(page, &list, lru) {
      		typeof(*page) *p = container_of(page, struct page, lru);
      		g(p) __attribute__((x));
      	}
      }
      EXPORT_SYMBOL_GPL(f)
      SYSCALL_DEFINE1(g, char __user *, buf)
      {
      }
    `),
  ).toMatchInlineSnapshot(`
    "static int ······ f(char ······ *buf)
    {
    	while··············(page, &list, lru) {
    		typeof__page_ *p = container_of(page, struct_page, lru);
    		g(p) ··················;
    	}
    }
    ····················
    long············g( char ······ *· buf)
    {
    }
    "
  `);
});
