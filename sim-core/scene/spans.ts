// The stretches of a run during which a process held a lock, or stood in a wait queue.
import type { Machine } from '../model/machine.ts';
import type { Holders } from './holders.ts';
import { splitName, titleOf } from './names.ts';
import { planOf } from './plan.ts';
import type { LaneSpan } from './scene.ts';

/** `load(at)` puts the machine into the state after `at` steps; the last one is loaded at the end. */
export function spansOf(
  machine: Machine,
  steps: number,
  holders: readonly Holders[],
  load: (at: number) => void,
): readonly LaneSpan[] {
  const spans: LaneSpan[] = [];
  const open = new Map<string, { process: number; kind: LaneSpan['kind']; thing: string; from: number }>();
  const plan = planOf(machine);
  const onlyPage = plan.things.find(({ kind }) => kind === 'page')?.id ?? '';
  let lastHolders: Holders | undefined;
  let held: string[] = [];
  for (let at = 0; at <= steps; at++) {
    load(at);
    const now = holders[at];
    if (now && now !== lastHolders) {
      lastHolders = now;
      held = [...now].flatMap(([field, by]) =>
        by.map((process) => `lock\n${process}\n${splitName({ name: field }).label}`),
      );
    }
    const here = new Set(held);
    for (const { index, queued, queuePage } of plan.processes) {
      if (!queued || machine.stepOf(index) === undefined) continue;
      const { word, shift, mask } = queued.field;
      if ((((machine.words[word] as number) >>> shift) & mask) === 0) continue;
      here.add(`sleep\n${index}\n${pageOf(machine, queuePage) ?? onlyPage}`);
    }
    for (const key of here) {
      if (open.has(key)) continue;
      const [kind = '', process = '', thing = ''] = key.split('\n');
      // state `at` is what step `at - 1` led to
      open.set(key, {
        kind: kind === 'lock' ? 'lock' : 'sleep',
        process: Number(process),
        thing,
        from: Math.max(0, at - 1),
      });
    }
    for (const [key, { from, ...span }] of open) {
      const over = !here.has(key);
      if (!over && at < steps) continue;
      open.delete(key);
      spans.push({ ...span, from, to: at - 1, title: titleOf(span.thing) });
    }
  }
  return spans.filter(({ from, to }) => to >= from).sort((a, b) => a.from - b.from || a.process - b.process);
}

function pageOf(
  machine: Machine,
  page: ReturnType<typeof planOf>['processes'][number]['queuePage'],
): string | undefined {
  if (!page) return undefined;
  const { word, shift, mask } = page.field;
  return page.points[((machine.words[word] as number) >>> shift) & mask]?.to;
}
