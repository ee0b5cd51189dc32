import { duplicatePath, pokeTextPath } from '../kernel/gpu.ts';
import { copiesEqual } from '../kernel/invariants.ts';
import { kernel } from '../kernel/kernel.ts';
import { startCached } from '../kernel/primitives.ts';
import { bit } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { path, step } from '../model/path.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const textReplicas = scenario({
  id: 'text-replicas',
  title: 'Program text replicated on every node',
  raisedBy: 'Matthew Wilcox, LSF/MM 2018: SGI replicated binary text years ago',
  era: 'IRIX 6.5 replication(5); proposal for v4.17',
  narration: [
    'Each node executes a copy of the text page in its own memory.',
    'A debugger writes a breakpoint. All replicas must be shot down first, or one node executes the old text after another executed the new.',
    'A node that faults while the replicas go must take its copy from the page after the write, or wait for it.',
  ],
  schemes: ['page_attachment', 'field'],
  parameters: {
    nodes: howMany('nodes', 2, 3),
    shootFirst: yesNo('replicas are shot down before the page is written', 1),
    locked: yesNo('a replica is made under the page lock', 1),
  },
  variants: [
    {
      id: 'write-first',
      says: 'the page is written, then the replicas are shot down',
      set: { shootFirst: 0 },
    },
    { id: 'replica-without-lock', says: 'a replica is made without the page lock', set: { locked: 0 } },
    { id: 'shoot-first', says: 'replicas are shot down first, and made under the page lock', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 3,
      copies: p.nodes,
      writes: 1,
    });
    const nodes = k.copy.slice(1);
    const seen = m.thing('history', { newSeen: bit });
    m.process('program', duplicatePath(k, { underLock: p.locked === 1 }));
    const page = k.page[1] as { data: number };
    const fetch = step<object>(
      'instruction fetch',
      'each node executes its replica, or the page itself',
      () => {
        const fresh = nodes.some((n) => (n.has ? n.data : page.data));
        must(
          !nodes.some((n) => !(n.has ? n.data : page.data)) || !(fresh || seen.newSeen),
          'copies are equal: no node executes old text after another executed the new',
        );
        if (fresh) seen.newSeen = 1;
      },
    );
    m.process('CPU', path({}, [fetch, fetch]));
    m.process('debugger', pokeTextPath(k, { collapseFirst: p.shootFirst === 1 }));
    copiesEqual(m, k, true);
    m.init(() => {
      startCached(k, 1, 1);
      for (const n of nodes.slice(0, p.nodes - 1)) n.has = 1;
    });
    return k;
  },
});
