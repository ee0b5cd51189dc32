import { describe, expect, it } from 'vitest';
import { answer } from '../../server/paths/answer.ts';
import { calleesAt } from '../../server/paths/callees.ts';
import { definitionsOf } from '../../server/paths/definitions.ts';
import type { Fact, Query } from '../../server/paths/model.ts';
import { regionAround, regionsAround, wordOffsets } from '../../server/paths/regions.ts';
import { eachStretch } from '../../server/paths/stretch.ts';
import { parser } from './parser.ts';

const SOURCE = `struct shop_operations {
	int (*open)(struct door *door);
	void (*close)(struct door *door);
};

struct door {
	const struct shop_operations *d_ops;
	struct {
		struct key *key;
	};
};

#define slam(d) do { shut(d); } while (0)

static int push(struct door *door)
{
	if (unlikely(!door))
		return -1;
	return door->d_ops->open(door);
}

static void shut(struct door *door)
{
	const struct shop_operations *ops = pick(door);

	if (ops->close)
		ops->close(door);
	queue_work(later, push);
	door->callback = shut;
}

static const struct shop_operations wooden = {
	.open = push,
	.close = &shut,
	.nested = { .open = other },
};
`;

const ask = (query: Query, text = SOURCE): Fact[] => answer(parser, 'shop.c', text, query);
const references = (name: string, text = SOURCE): Fact[] =>
  ask({ ask: 'references', name }, text).filter((fact) => fact.kind === 'reference');
const lineOf = (fact: Fact): string => SOURCE.split('\n')[fact.spot.line - 1]?.trim() ?? '';

describe('references of a function', () => {
  it('tells calls, table entries and taken addresses apart, and leaves declarations out', () => {
    const facts = references('shut');
    expect(facts.map((fact) => [lineOf(fact), fact.kind === 'reference' && fact.how])).toEqual([
      ['#define slam(d) do { shut(d); } while (0)', { is: 'call' }],
      ['door->callback = shut;', { is: 'taken', into: 'callback' }],
      ['.close = &shut,', { is: 'installed', member: 'close', record: 'shop_operations', table: 'wooden' }],
    ]);
  });

  it('names the enclosing function or macro with its place', () => {
    const facts = references('push');
    expect(facts.map((fact) => fact.kind === 'reference' && fact.within?.name)).toEqual(['shut', undefined]);
    const [macro] = references('shut');
    expect(macro?.kind === 'reference' && macro.within?.name).toBe('slam');
  });

  it('gives spots in the whole file, in bytes for columns', () => {
    const text = `/* ä */ int a(void)\n{\n\treturn 0;\n}\n\nint b(void)\n{\n\t/* ü */ return a();\n}\n`;
    const [call] = references('a', text);
    expect(call?.spot).toMatchObject({ line: 8, column: 18, offset: text.lastIndexOf('a()') });
  });
});

describe('a record of function pointers', () => {
  const facts = ask({ ask: 'record', record: 'shop_operations' });

  it('yields what is installed, not what belongs to a nested table', () => {
    const installed = facts.filter((fact) => fact.kind === 'installed');
    expect(installed.map((fact) => `${fact.table}.${fact.member}=${fact.name}`)).toEqual([
      'wooden.open=push',
      'wooden.close=shut',
    ]);
  });

  it('yields its slots and the members that point to it', () => {
    expect(facts.filter((fact) => fact.kind === 'slot').map((fact) => fact.member)).toEqual([
      'open',
      'close',
    ]);
    expect(facts.filter((fact) => fact.kind === 'pointer-member')).toMatchObject([
      { member: 'd_ops', record: 'shop_operations', owner: 'door' },
    ]);
  });

  it('is found from the name of a member that points to it', () => {
    expect(ask({ ask: 'pointer-member', member: 'd_ops' })).toMatchObject([{ record: 'shop_operations' }]);
  });
});

describe('a table with conditions inside', () => {
  it('counts every entry, whatever the configuration', () => {
    const text = `static const struct shop_operations iron = {\n\t.close = a,\n#ifdef CONFIG_DOOR\n\t.open = b,\n#else\n\t.open = c,\n#endif\n};\n`;
    const facts = ask({ ask: 'record', record: 'shop_operations' }, text);
    expect(facts.map((fact) => fact.kind === 'installed' && `${fact.member}=${fact.name}`)).toEqual([
      'close=a',
      'open=b',
      'open=c',
    ]);
  });
});

describe('calls through a slot', () => {
  it('give the last name of the base, and its record where a local declares it', () => {
    expect(ask({ ask: 'slot-calls', member: 'open' })).toMatchObject([
      { base: 'd_ops', record: null, within: { name: 'push' } },
    ]);
    expect(ask({ ask: 'slot-calls', member: 'close' })).toMatchObject([
      { base: 'ops', record: 'shop_operations', within: { name: 'shut' } },
    ]);
  });
});

describe('where a record declares a field', () => {
  it('looks into anonymous members and not into other records', () => {
    const facts = ask({ ask: 'field', records: ['door'], field: 'key' });
    expect(facts.map(lineOf)).toEqual(['struct key *key;']);
    expect(ask({ ask: 'field', records: ['shop_operations'], field: 'key' })).toEqual([]);
  });
});

describe('definitions by shape', () => {
  const names = (text: string, name: string): string[] =>
    definitionsOf(text, name).map(
      (found) => `${found.macro ? 'macro' : found.isStatic ? 'static' : 'extern'}@${found.offset}`,
    );

  it('finds a function, and not its prototype or calls', () => {
    expect(names('int f(void);\nint f(void)\n{\n\tg();\n\treturn f();\n}\n', 'f')).toEqual(['extern@17']);
    expect(names('int f(void)\n{\n\tg();\n}\n', 'g')).toEqual([]);
  });

  it('reads heads with attributes, split lines and annotations', () => {
    expect(names('static int __init\nf(int a,\n  int b)\n{\n}\n', 'f')).toEqual(['static@18']);
    expect(names('void f(void) __acquires(lock) /* held */\n{\n}\n', 'f')).toEqual(['extern@5']);
    expect(names('SYSCALL_DEFINE2(fsync, int, fd, int, x)\n{\n}\n', 'fsync')).toEqual(['extern@16']);
  });

  it('knows function-like macros from constants', () => {
    expect(names('#define f(x) (x)\n', 'f')).toEqual(['macro@8']);
    expect(names('#define f 3\n', 'f')).toEqual([]);
  });

  it('does not stall on a long head that never opens a body', () => {
    const text = `int f(void) ${'a '.repeat(5000)}`;
    const start = performance.now();
    expect(definitionsOf(text, 'f')).toEqual([]);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe('calls in a body', () => {
  it('lists names and slots in order, without noise or calls through locals', () => {
    const text = `void f(struct door *d, int (*filler)(int))\n{\n\tif (unlikely(g(d)))\n\t\tWARN_ON(1);\n\tfiller(2);\n\td->d_ops->open(d);\n}\n`;
    const found: string[] = [];
    eachStretch(parser, 'f.c', text, [text.indexOf('f(')], (stretch, [offset]) => {
      for (const callee of calleesAt(stretch, offset ?? 0))
        found.push(callee.kind === 'named' ? callee.name : `${callee.base}->${callee.member}`);
    });
    expect(found).toEqual(['g', 'd_ops->open']);
  });
});

describe('regions', () => {
  it('hold whole items, and each only once', () => {
    const one = regionAround(SOURCE, SOURCE.indexOf('queue_work'));
    expect(SOURCE.slice(one.start, one.end)).toMatch(/^\nstatic void shut[\s\S]*\n}\n$/);
    const all = regionsAround(
      SOURCE,
      [...SOURCE.matchAll(/door/g)].map((match) => match.index),
    );
    for (const [i, region] of all.entries())
      expect(region.start).toBeGreaterThanOrEqual(all[i - 1]?.end ?? 0);
  });

  it('include the item whose closing line names it', () => {
    const text = 'int a;\n\nstruct {\n\tint x;\n} here;\n\nint b;\n';
    const region = regionAround(text, text.indexOf('here'));
    expect(text.slice(region.start, region.end)).toContain('struct {');
  });

  it('match whole words only', () => {
    expect(wordOffsets('map mapping remap map', 'map')).toEqual([0, 18]);
  });
});
