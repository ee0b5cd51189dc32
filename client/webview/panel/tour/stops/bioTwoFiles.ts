import type { Stop } from '../stop.ts';

export const bioTwoFiles: Stop = {
  id: 'bio-two-files',
  title: 'A bio with pages of two files',
  about:
    'Where no mapping is passed down the call chain: I/O completion, which only has the bio and its pages.',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018',
  takes: {
    onePerBio: { scenario: 'bio-two-files', scheme: 'page_attachment', variant: 'one-per-bio', goal: 'bug' },
    field: { as: 'onePerBio', scheme: 'field' },
    perVector: { as: 'onePerBio', variant: 'one-per-vector' },
    split: { as: 'onePerBio', variant: 'split' },
  },
  beats: [
    {
      take: 'field',
      upTo: { by: 'writeback', fn: 'bio_add_page', nth: 2 },
      says: 'Most code that needs the mapping has a file or a VMA at hand and could pass it down. I/O completion has neither. It gets a bio, a list of pages, long after the caller has gone.',
    },
    {
      upTo: { by: 'disk', fn: 'blk_update_request' },
      says: 'Two pages that are neighbours on disk may belong to two files, and a file system may put them into one bio. The disk fails on the second page.',
    },
    {
      upTo: 'end',
      says: 'Today the completion asks each page for its mapping and notes the error there. The right program will hear of it at fsync.',
    },
    {
      take: 'onePerBio',
      upTo: { by: 'writeback', fn: 'bio_add_page' },
      says: 'Without the field, the bio itself must know. The obvious way: remember the mapping of the first page in the bio.',
    },
    {
      upTo: { by: 'disk', fn: 'blk_update_request' },
      says: 'The page of the second file joins, the bio goes out, and the second page fails.',
    },
    {
      upTo: 'end',
      says: 'The error is noted for the first file. One program is told of a loss that it did not have; the other never learns that its data is gone.',
    },
    {
      take: 'perVector',
      upTo: 'end',
      says: 'Either each vector of the bio carries its own mapping: one more word for every page under way …',
    },
    {
      take: 'split',
      upTo: 'end',
      says: '… or a bio is closed where the file changes: no more memory, but more bios. Both hold; which is cheaper is a question for measurement.',
    },
  ],
};
