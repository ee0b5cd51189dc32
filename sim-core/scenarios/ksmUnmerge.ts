import { kernel } from '../kernel/kernel.ts';
import { breakCowPath, getKsmPagePath } from '../kernel/ksm.ts';
import { addToPageCache, type Finder, finderLocals, pickFile } from '../kernel/lookup.ts';
import { setPte } from '../kernel/primitives.ts';
import { path } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const ksmUnmerge = scenario({
  id: 'ksm-unmerge',
  title: 'A stable page goes away while KSM reaches for it',
  raisedBy: 'the article: KSM is the model for a generic attachment',
  era: 'v4.17 (mm/ksm.c: get_ksm_page, break_cow)',
  narration: [
    'The stable node remembers the page by its number, without a reference: the last unmap frees the page, and the number is used again.',
    'get_ksm_page() therefore compares page->mapping with the tagged node before it takes a reference, after, and under the page lock.',
    'Drop the comparison after the reference, and the page in hand may be somebody else’s.',
  ],
  schemes: ['field', 'page_attachment', 'page_mapping'],
  parameters: { recheck: yesNo('compare again after the reference is taken', 1) },
  variants: [
    { id: 'one-check', says: 'the word is compared once, before the reference', set: { recheck: 0 } },
    { id: 'recheck', says: 'the word is compared again after the reference', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 3,
      ptes: 1,
      stableNodes: 1,
    });
    m.process('ksmd', getKsmPagePath(k, { page: 1, node: 1, recheck: p.recheck === 1 }));
    m.process('writer', breakCowPath(k, 1));
    m.process(
      'reader of a file',
      path(finderLocals(k), [pickFile<Finder>(k, 'readahead', 1), 'again:', ...addToPageCache<Finder>(k)]),
    );
    m.init(() => {
      k.identity.setStableNode(1, 1);
      (k.page[1] as { ref: number }).ref = 1;
      setPte(k, 1, 1, 0);
    });
    return k;
  },
});
