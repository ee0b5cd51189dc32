import { addToBio, bios, completionPath } from '../kernel/bio.ts';
import { path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';

export const bioTwoFiles = scenario({
  id: 'bio-two-files',
  title: 'One bio with pages of two files',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018: a bio can contain pages from several files at times',
  era: 'v4.17 (fs/f2fs, fs/ext4/page-io.c, fs/mpage.c)',
  narration: [
    'A completed bio tells the owner of each page of an error: mapping_set_error(page->mapping).',
    'Without the field the mapping must come with the bio. One mapping per bio is not enough when pages of two files lie side by side on disk.',
    'Either each vector has its mapping, or no bio is filled from two files.',
  ],
  facts:
    'f2fs merges by position on disk; ext4 and fscrypt mark a bounce page by a NULL mapping, which is no sign of truncation either.',
  schemes: ['page_attachment', 'field'],
  parameters: {
    keeps: {
      says: '0 = one mapping in the bio, 1 = a mapping in each vector, 2 = a bio is closed where the file changes',
      default: 1,
      min: 0,
      max: 2,
    },
  },
  variants: [
    { id: 'one-per-bio', says: 'the bio remembers the mapping of its first page', set: { keeps: 0 } },
    { id: 'one-per-vector', says: 'each vector has its mapping', set: {} },
    { id: 'split', says: 'a bio holds pages of one file', set: { keeps: 2 } },
  ],
  build(m, p) {
    const split = p.keeps === 2;
    const io = bios(m, split ? 2 : 1, 2);
    const [, first] = io.bio;
    const last = io.bio.at(-1);
    if (!first || !last) return;
    m.process(
      'writeback',
      path({}, [
        step('bio_add_page', 'adds a page of the first file', () => addToBio(first, 1)),
        step('bio_add_page', 'adds the page that follows on disk, of the second file', () => {
          if (split) first.sent = 1;
          addToBio(last, 2);
        }),
        step('submit_bio', 'sends the bio', () => {
          last.sent = 1;
        }),
      ]),
    );
    const owner = (bio: { mapping: number }, failed: number) =>
      p.scheme === 'field' || p.keeps === 1 ? failed : bio.mapping;
    m.process('disk', completionPath(io, 1, owner));
    if (split) m.process('disk 2', completionPath(io, 2, owner));
  },
});
