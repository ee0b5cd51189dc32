import { describe, expect, test } from 'vitest';
import { judged } from '../../scripts/kernel/truncation.mjs';

const right = (before, after) => judged(before, after, 'MAPPING_NULL').right;

describe('a rewriting is judged by what both texts say', () => {
  test.each([
    ['page->mapping != mapping', 'page_is_truncated(page, mapping)'],
    ['mapping != page->mapping', 'page_is_truncated(page, mapping)'],
    ['page->mapping == mapping', '!page_is_truncated(page, mapping)'],
    ['!(page->mapping == mapping)', 'page_is_truncated(page, mapping)'],
    ['!page->mapping', 'page_is_truncated(page, MAPPING_NULL)'],
    ['page->mapping', '!page_is_truncated(page, MAPPING_NULL)'],
    ['NULL == bh->b_page->mapping', 'page_is_truncated ( bh -> b_page , MAPPING_NULL )'],
    ['(page->mapping != inode->i_mapping)', 'page_is_truncated(page, inode->i_mapping)'],
    ['mpage->mapping != META_MAPPING(fio.sbi)', 'page_is_truncated(mpage, META_MAPPING(fio.sbi))'],
    ['(page->mapping != mapping)', '(page_is_truncated ( page , mapping ))'],
    ['READ_ONCE(folio->mapping) != mapping', 'folio_is_truncated(folio, mapping)'],
    ['cc->rpages[i]->mapping != mapping', 'page_is_truncated(cc->rpages[i], mapping)'],
  ])('%s: %s', (before, after) => expect(right(before, after)).toBe(true));

  test.each([
    ['the opposite', 'page->mapping == mapping', 'page_is_truncated(page, mapping)'],
    ['the opposite of a NULL test', 'page->mapping', 'page_is_truncated(page, MAPPING_NULL)'],
    ['another page', 'page->mapping != mapping', 'page_is_truncated(other, mapping)'],
    ['another mapping', 'page->mapping != mapping', 'page_is_truncated(page, inode->i_mapping)'],
    ['a NULL test with a value', '!page->mapping', 'page_is_truncated(page, mapping)'],
    ['a comparison without one', 'page->mapping != mapping', 'page_is_truncated(page, MAPPING_NULL)'],
    ['no helper', 'page->mapping != mapping', 'page->mapping != mapping'],
  ])('%s is wrong', (_, before, after) => expect(right(before, after)).toBe(false));
});
