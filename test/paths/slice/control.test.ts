/** Control flow: each shape of C that decides which step comes next, with the right polarity. */
import { describe, expect, it } from 'vitest';
import { leftOut, ops, sliceFixture } from './support.ts';

const slice = (body: string, more = '') =>
  sliceFixture(`
// @file mm/x.c
${more}
int /*$0*/f(struct page *page, struct address_space *mapping, int flag)
{
${body}
}
`);

describe('conditions on the field', () => {
  const TRUNCATED = ['lock', 'field-is-mapping ↳3', 'set-dirty', 'unlock'];

  it.each([
    ['!=', 'if (page->mapping != mapping) goto out;'],
    ['the other way round', 'if (mapping != page->mapping) goto out;'],
    ['unlikely', 'if (unlikely(page->mapping != mapping)) goto out;'],
    ['a negated ==', 'if (!(page->mapping == mapping)) goto out;'],
    ['READ_ONCE', 'if (READ_ONCE(page->mapping) != mapping) goto out;'],
    ['an accessor', 'if (page_mapping(page) != mapping) goto out;'],
    ['an accessor on the right', 'if (mapping != page_mapping(page)) goto out;'],
  ])('%s, leaving early', async (_, test) => {
    const program = await slice(
      `lock_page(page); ${test} set_page_dirty(page); out: unlock_page(page); return 0;`,
    );
    expect(ops(program)).toEqual(TRUNCATED);
  });

  it('as a positive condition around the steps', async () => {
    const program = await slice(
      'lock_page(page); if (likely(page->mapping == mapping)) set_page_dirty(page); unlock_page(page);',
    );
    expect(ops(program)).toEqual(TRUNCATED);
  });

  it.each([
    ['!', 'if (!page->mapping) goto out;'],
    ['== NULL', 'if (page->mapping == NULL) goto out;'],
    ['an accessor, == NULL', 'if (page_mapping(page) == NULL) goto out;'],
    ['a local that was read before', 'mapping = page->mapping; if (!mapping) goto out;'],
    ['an accessor', 'mapping = page_mapping(page); if (unlikely(mapping == NULL)) goto out;'],
  ])('NULL by %s', async (_, test) => {
    const program = await slice(
      `lock_page(page); ${test} set_page_dirty(page); out: unlock_page(page); return 0;`,
    );
    expect(ops(program)).toEqual(['lock', 'field-set ↳3', 'set-dirty', 'unlock']);
  });

  it('read, and not asked for: no branch', async () => {
    const program = await slice('struct address_space *m = page->mapping; use(m); set_page_dirty(page);');
    expect(ops(program)).toEqual(['read-field', 'set-dirty']);
  });

  it('in && and ||, each part with its own way out', async () => {
    const both = await slice('if (page->mapping == mapping && PageDirty(page)) unlock_page(page);');
    expect(ops(both)).toEqual(['field-is-mapping ↳end', 'test-dirty ↳end', 'unlock']);
    const one = await slice('if (page->mapping != mapping || PageDirty(page)) unlock_page(page);');
    expect(ops(one)).toEqual(['field-is-mapping ↳2', 'test-dirty ↳end', 'unlock']);
  });

  it('of ?:', async () => {
    const program = await slice(
      'int r = page->mapping == mapping ? trylock_page(page) : 0; if (r) unlock_page(page);',
    );
    expect(ops(program)).toEqual(['field-is-mapping ↳end', 'trylock ↳end', 'unlock']);
  });
});

describe('results of calls', () => {
  it('trylock decides', async () => {
    const program = await slice('if (!trylock_page(page)) return -EAGAIN; unlock_page(page); return 0;');
    expect(ops(program)).toEqual(['trylock ↳end', 'unlock']);
  });

  it('a result kept in a local decides later', async () => {
    const program = await slice(
      'int ok = trylock_page(page); set_page_dirty(page); if (ok) unlock_page(page);',
    );
    expect(ops(program)).toEqual(['trylock ↳4', 'set-dirty', 'unlock', 'return', 'set-dirty']);
  });

  it.each([
    ['NULL', 'if (!page) return 0;'],
    ['an error pointer', 'if (IS_ERR(page)) return 0;'],
    ['either', 'if (IS_ERR_OR_NULL(page)) return 0;'],
  ])('a lookup that found nothing gives %s', async (_, test) => {
    const program = await sliceFixture(`
// @file mm/x.c
int /*$0*/f(struct address_space *mapping)
{
	struct page *page = find_get_page(mapping, 0);
	${test}
	put_page(page);
	return 0;
}
`);
    expect(ops(program)).toEqual(['find ↳end', 'put']);
    expect(program.given.page).toBe(false);
  });

  it('a callee’s 0 and -errno decide in its caller', async () => {
    const program = await slice(
      'int err = check(page, mapping); if (err) return err; set_page_dirty(page); return 0;',
      `static int check(struct page *page, struct address_space *mapping)
{
	if (page->mapping != mapping)
		return -EIO;
	return 0;
}`,
    );
    expect(ops(program)).toEqual(['field-is-mapping ↳end', 'set-dirty']);
    expect(program.instructions[0]?.via).toEqual(['f', 'check']);
  });

  it('flags handed to a callee decide there', async () => {
    const program = await slice(
      'get(page, FGP_LOCK | FGP_WRITE); get(page, FGP_WRITE);',
      `static void get(struct page *page, int flags)
{
	if (flags & FGP_LOCK)
		lock_page(page);
	else
		get_page(page);
}`,
    );
    expect(ops(program)).toEqual(['lock', 'get']);
  });

  it('i_size is within-size, whichever way it is written', async () => {
    for (const test of [
      'size = i_size_read(inode); if (offset > size) return 0;',
      'size = DIV_ROUND_UP(i_size_read(inode), 4096); if (unlikely(offset >= size)) return 0;',
      'if (i_size_read(inode) <= offset) return 0;',
      'if (!(offset < i_size_read(inode))) return 0;',
    ]) {
      const program = await slice(
        `long size; long offset = 0; struct inode *inode = who(); ${test} lock_page(page);`,
      );
      expect(ops(program), test).toEqual(['within-size ↳end', 'lock']);
    }
  });
});

describe('unknown conditions', () => {
  it('vanish when neither way holds a step', async () => {
    const program = await slice('if (flag) pr_info("x"); else flag = 3; lock_page(page);');
    expect(ops(program)).toEqual(['lock']);
    expect(leftOut(program)).toEqual([]);
  });

  it('are kept both ways, as a guess that is told', async () => {
    const program = await slice('if (flag & 4) lock_page(page); else get_page(page);');
    expect(ops(program)).toEqual(['either ↳3', 'lock', 'return', 'get']);
    expect(program.instructions[0]?.guess).toContain('flag & 4');
    expect(leftOut(program)[0]).toMatch(/^mm\/x\.c:\d+ branch .*both ways are kept$/);
  });

  it('are asked once of a local: the second time the answer is known', async () => {
    const program = await slice(
      'if (flag) lock_page(page); set_page_dirty(page); if (flag) unlock_page(page);',
    );
    expect(ops(program)).toEqual(['either ↳5', 'lock', 'set-dirty', 'unlock', 'return', 'set-dirty']);
  });

  it('follow a boolean through its assignments', async () => {
    const program = await slice(
      'bool locked = false; if (!PageUptodate(page)) { lock_page(page); locked = true; } if (locked) unlock_page(page);',
    );
    expect(ops(program)).toEqual(['test-uptodate ↳2', 'return', 'lock', 'unlock']);
  });
});

describe('loops', () => {
  it('a retry keeps its way back', async () => {
    const program = await slice(
      'again: lock_page(page); if (page->mapping != mapping) { unlock_page(page); goto again; } return 0;',
    );
    expect(ops(program)).toEqual(['lock', 'field-is-mapping ↳3', 'return', 'unlock', 'goto ↳0']);
  });

  it('while a modelled test fails, it goes round', async () => {
    const program = await slice('while (!trylock_page(page)) cpu_relax(); set_page_dirty(page);');
    expect(ops(program)).toEqual(['trylock ↳0', 'set-dirty']);
  });

  it.each([
    [
      'for',
      'for (int i = 0; i < flag; i++) { lock_page(page); unlock_page(page); }',
      'one of them is played',
    ],
    ['do', 'do { lock_page(page); unlock_page(page); } while (flag--);', 'gone through once'],
    ['while', 'while (more()) { lock_page(page); unlock_page(page); }', 'gone through once'],
    [
      'list',
      'list_for_each_entry(page, list, lru) { lock_page(page); unlock_page(page); }',
      'one of them is played',
    ],
  ])('%s over many is gone through once, and says so', async (_, loop, says) => {
    const program = await slice(`${loop}\nset_page_dirty(page);`);
    expect(ops(program).filter((op) => op !== 'either ↳3')).toEqual(['lock', 'unlock', 'set-dirty']);
    expect(leftOut(program).join('\n')).toMatch(new RegExp(`loop .*${says}`));
  });

  it('a retry that only an unknown condition ends is gone through once', async () => {
    const program = await slice(
      'again: lock_page(page); unlock_page(page); if (flag & 4) goto again; put_page(page);',
    );
    expect(ops(program)).toEqual(['lock', 'unlock', 'put']);
    expect(leftOut(program).join('\n')).toMatch(/loop if \(flag & 4\).*once|loop .*once/);
  });

  it('a retry after a lookup that what it did itself will end stays', async () => {
    const program = await sliceFixture(`
// @file mm/x.c
struct page */*$0*/f(struct address_space *mapping, int error)
{
	struct page *page;
again:
	page = find_get_page(mapping, 0);
	if (!page)
		return NULL;
	if (!PageUptodate(page)) {
		SetPageUptodate(page);
		put_page(page);
		if (error & 1)
			goto again;
		return NULL;
	}
	return page;
}
`);
    expect(leftOut(program).filter((each) => each.includes(' loop '))).toEqual([]);
    expect(ops(program).some((op) => op.startsWith('goto'))).toBe(true);
  });

  it('for (;;) ends where it is left', async () => {
    const program = await slice(
      'for (;;) { lock_page(page); if (page->mapping) break; unlock_page(page); } put_page(page);',
    );
    expect(ops(program)).toEqual(['lock', 'field-set ↳4', 'put', 'return', 'unlock', 'goto ↳0']);
  });

  it('break and continue in a switch and a loop go where C says', async () => {
    const program = await slice(
      'switch (state) { case A: lock_page(page); break; case B: get_page(page); default: put_page(page); } set_page_dirty(page);',
    );
    const text = ops(program);
    expect(text).toContain('lock');
    // B falls through into default
    expect(text[text.indexOf('get') + 1]).toBe('put');
  });
});
