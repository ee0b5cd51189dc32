import type { Stop } from '../stop.ts';

export const truncationTest: Stop = {
  id: 'truncation-test',
  title: 'Is this page still in its file?',
  about:
    'Code that takes “mapping is NULL” for “truncated”, and what one more level of indirection does to it.',
  raisedBy: 'Dave Chinner for XFS, and Rik van Riel, LSF/MM 2018',
  takes: {
    indirect: { scenario: 'xfs-null-check', scheme: 'page_mapping', variant: 'null-test', goal: 'bug' },
    today: { as: 'indirect', scheme: 'field' },
    helper: { as: 'indirect', variant: 'page-is-truncated' },
  },
  beats: [
    {
      take: 'today',
      upTo: { by: 'finder', fn: 'page_cache_get_speculative' },
      says: 'A reader finds a page in the page cache and takes a reference. It has no lock yet: that comes next, and others may be faster.',
    },
    {
      upTo: { by: 'truncate', fn: '__delete_from_page_cache' },
      says: 'Somebody truncates the file. The page leaves the cache, and its mapping word becomes NULL. The reader’s reference keeps the page itself alive.',
    },
    {
      upTo: { by: 'finder', fn: 'pagecache_get_page' },
      says: 'Now the reader gets the lock and asks the question that every such path must ask: is this still my page? The word is NULL, so it starts over. XFS has such tests, and today they are right.',
    },
    {
      take: 'indirect',
      upTo: { by: 'finder', fn: 'page_cache_get_speculative' },
      says: 'The same choices under the proposal. The word points to a small structure, page_mapping, and the mapping is in there.',
    },
    {
      upTo: { by: 'truncate', fn: '__delete_from_page_cache' },
      says: 'Truncation clears the mapping inside the structure. The word itself still points to the structure: it is not NULL.',
    },
    {
      upTo: { by: 'finder', fn: 'pagecache_get_page' },
      says: 'The reader’s NULL test sees a pointer and is content.',
    },
    {
      upTo: 'end',
      says: 'It copies data from a page that belongs to no file any more. That is Chinner’s objection, as fifteen steps.',
    },
    {
      take: 'helper',
      upTo: { by: 'finder', fn: 'pagecache_get_page' },
      says: 'The remedy is to ask what was meant: page_is_truncated(page, mapping). It follows the word wherever it leads. One patch of 2018 had the answer the wrong way round; that is a variant here, too.',
    },
    { upTo: 'end', says: 'With the helper, no interleaving breaks the rule, under any of the schemes.' },
  ],
};
