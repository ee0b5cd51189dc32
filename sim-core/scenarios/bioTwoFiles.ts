import { bit, ref, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
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
    const files = m.things('mapping', 2, { AS_EIO: bit });
    const bio = m.things('bio', 2, {
      mapping: ref('mapping', 2),
      first: ref('mapping', 2),
      second: ref('mapping', 2),
      sent: bit,
    });
    const fieldAtHand = p.scheme === 'field';
    const file = (index: number) => files[index] as { AS_EIO: number };
    const request = (index: number) =>
      bio[index] as { mapping: number; first: number; second: number; sent: number };
    m.process(
      'writeback',
      path({}, [
        step('bio_add_page', 'adds a page of the first file', () => {
          request(1).first = 1;
          request(1).mapping = 1;
        }),
        step('bio_add_page', 'adds the page that follows on disk, of the second file', () => {
          if (p.keeps === 2) {
            request(1).sent = 1;
            request(2).first = 2;
            request(2).mapping = 2;
          } else request(1).second = 2;
        }),
        step('submit_bio', 'sends the bio', () => {
          request(p.keeps === 2 ? 2 : 1).sent = 1;
        }),
      ]),
    );
    const complete = (which: number) =>
      path({ failed: upTo(2) }, [
        step('submit_bio', 'waits for the bio', () => {
          if (request(which).sent) return;
          return BLOCK;
        }),
        step('blk_update_request', 'the last page of the bio could not be written', (t) => {
          t.failed = request(which).second || request(which).first;
        }),
        step('page_endio', 'mapping_set_error() on the mapping', (t) => {
          const mapping = fieldAtHand || p.keeps === 1 ? t.failed : request(which).mapping;
          file(mapping).AS_EIO = 1;
          must(
            mapping === t.failed,
            'an I/O error is reported to the file that lost the page, and to no other',
          );
        }),
      ]);
    m.process('disk', complete(1));
    if (p.keeps === 2) m.process('disk 2', complete(2));
  },
});
