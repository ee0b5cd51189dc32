import { bit, ref } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, choose, path, step } from '../model/path.ts';
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
  schemes: ['page_attachment'],
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
    const page = m.thing('page', { text: bit, locked: bit });
    const node = m.things('node', p.nodes, { has: bit, text: bit }, { symmetric: true });
    const nodes = node.slice(1);
    const seen = m.thing('history', { newSeen: bit });
    const lock = step<object>('lock_page', 'takes the page lock', () => {
      if (page.locked) return BLOCK;
      page.locked = 1;
    });
    const unlock = step<object>('unlock_page', 'drops the page lock', () => {
      page.locked = 0;
    });
    const nodeRef = ref('node', p.nodes);
    m.process(
      'program',
      path({ on: nodeRef, copy: bit }, [
        choose(p.nodes, 'schedule', 'runs on a node, which may have a replica', (t, way) => {
          if (node[way + 1]?.has) return 'done';
          t.on = way + 1;
        }),
        ...(p.locked ? [lock] : []),
        step('alloc_pages_node', 'copies the page', (t) => {
          t.copy = page.text;
        }),
        step('set_pte_at', 'maps the replica', (t) => {
          const mine = node[t.on] as { has: number; text: number };
          mine.has = 1;
          mine.text = t.copy;
        }),
        ...(p.locked ? [unlock] : []),
      ]),
    );
    m.process(
      'CPU',
      path({}, [
        ...[1, 2].map(() =>
          step<object>('instruction fetch', 'any node with a replica executes it', () => {
            const old = nodes.some((n) => n.has && !n.text);
            const fresh = nodes.some((n) => n.has && n.text);
            must(
              !(old && (fresh || seen.newSeen)),
              'copies are equal: no node executes old text after another executed the new',
            );
            if (fresh) seen.newSeen = 1;
          }),
        ),
      ]),
    );
    const shoot = [
      choose<object>(p.nodes, 'flush_tlb_page', 'shoots one replica down', (_, way) => {
        const holder = nodes[way];
        if (!nodes.some((n) => n.has)) return way === 0 ? undefined : BLOCK;
        if (!holder?.has) return BLOCK;
        holder.has = 0;
        holder.text = 0;
        return nodes.some((n) => n.has) ? 'shoot' : undefined;
      }),
    ];
    const write = step<object>('ptrace_access_vm', 'writes the breakpoint', () => {
      page.text = 1;
      if (!p.shootFirst) seen.newSeen = 1;
    });
    m.process(
      'debugger',
      path({}, [lock, ...(p.shootFirst ? ['shoot:', ...shoot, write] : [write, 'shoot:', ...shoot]), unlock]),
    );
    m.invariant(
      'copies equal the page while a copy exists and the page is unlocked',
      () => page.locked === 1 || nodes.every((n) => !n.has || n.text === page.text),
    );
    m.init(() => {
      for (const n of nodes.slice(0, p.nodes - 1)) n.has = 1;
    });
  },
});
