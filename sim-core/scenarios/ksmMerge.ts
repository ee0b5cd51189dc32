import { kernel } from '../kernel/kernel.ts';
import { directIoPath, mergePath } from '../kernel/ksm.ts';
import { pageOfPte, setPte } from '../kernel/primitives.ts';
import { bit } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const ksmMerge = scenario({
  id: 'ksm-merge',
  title: 'KSM merges a page while somebody pins it',
  raisedBy: 'the article: KSM already hangs a structure on page->mapping',
  era: 'v4.17 (mm/ksm.c: write_protect_page, replace_page)',
  narration: [
    'To merge a page, KSM write-protects it, compares it, and points the PTE to the stable page.',
    'A direct-I/O pin taken through the PTE writes to the old page behind the PTE. So KSM counts references against mappings.',
    'It must clear the PTE first and count afterwards: the other way round, a pin can slip in between, and its write is lost.',
  ],
  schemes: ['field', 'page_attachment', 'page_mapping'],
  parameters: { clearFirst: yesNo('ptep_clear_flush() before the references are counted', 1) },
  variants: [
    { id: 'count-first', says: 'references are counted, then the PTE is cleared', set: { clearFirst: 0 } },
    { id: 'clear-first', says: 'the PTE is cleared, then references are counted', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 2,
      pagesAlike: false,
      files: 1,
      references: 3,
      writes: 1,
      ptes: 1,
      anonVmas: 1,
      stableNodes: 1,
    });
    const history = m.thing('history', { written: bit });
    m.process('ksmd', mergePath(k, { pte: 1, stable: 2, node: 1, clearFirst: p.clearFirst === 1 }));
    m.process(
      'direct I/O',
      directIoPath(k, 1, () => {
        history.written = 1;
      }),
    );
    m.process(
      'program',
      path({}, [
        step('read', 'reads its memory after the I/O', () => {
          if (!history.written) return 'done';
          const page = pageOfPte(k, 1);
          if (page === 0) return BLOCK;
          must((k.page[page]?.data ?? 0) > 0, 'no write is lost: the program sees what the device wrote');
        }),
      ]),
    );
    m.init(() => {
      for (const page of k.page.slice(1)) page.ref = 1;
      k.identity.setAnon(1, 1);
      k.identity.setAnon(2, 1);
      setPte(k, 1, 1, 1);
    });
    return k;
  },
});
