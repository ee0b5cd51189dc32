// Which box the arrow keys lead to.
import type { Part } from './shapes.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The nearest part in a direction: what lies straight ahead counts as nearer than what lies aside. */
export function nextPart(parts: readonly Part[], from: Part, direction: Direction): Part | undefined {
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  const middle = ({ x, y, width, height }: Part) => ({ x: x + width / 2, y: y + height / 2 });
  const here = middle(from);
  let best: { part: Part; far: number } | undefined;
  for (const part of parts) {
    const there = middle(part);
    const ahead = (sideways ? there.x - here.x : there.y - here.y) * sign;
    const aside = Math.abs(sideways ? there.y - here.y : there.x - here.x);
    // nothing that lies more aside than ahead
    if (part === from || ahead < 4 || aside > ahead * 2) continue;
    const far = ahead + aside * 2;
    if (!best || far < best.far) best = { part, far };
  }
  return best?.part;
}
