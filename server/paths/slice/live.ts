// Which locals matter behind each step: what nobody asks for again must not tell two states apart.
import type { Expr, Step } from './ir.ts';

export function liveBehind(steps: readonly Step[]): ReadonlySet<string>[] {
  const before: Set<string>[] = steps.map(() => new Set());
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = steps.length - 1; i >= 0; i--) {
      const step = steps[i];
      const mine = before[i];
      if (!step || !mine) continue;
      const size = mine.size;
      const killed = 'to' in step && typeof step.to === 'string' ? step.to : null;
      for (const next of successors(step, i))
        for (const name of before[next] ?? []) if (name !== killed) mine.add(name);
      for (const name of asked(step)) mine.add(name);
      changed ||= mine.size !== size;
    }
  }
  return before;
}

function successors(step: Step, index: number): number[] {
  if (step.s === 'jump') return [step.to];
  if (step.s === 'branch') return [index + 1, step.no];
  return step.s === 'return' ? [] : [index + 1];
}

function asked(step: Step): string[] {
  const names: string[] = [];
  switch (step.s) {
    case 'set':
    case 'return':
      namesIn(step.value, names);
      break;
    case 'branch':
      namesIn(step.on, names);
      break;
    case 'field':
      namesIn(step.page, names);
      namesIn(step.other, names);
      break;
    case 'call':
    case 'slot':
      for (const arg of step.args) namesIn(arg.value, names);
  }
  return names;
}

function namesIn(expr: Expr, names: string[]): void {
  switch (expr.e) {
    case 'var':
      names.push(expr.name);
      return;
    case 'member':
      namesIn(expr.base, names);
      return;
    case 'binary':
      namesIn(expr.left, names);
      namesIn(expr.right, names);
      return;
    case 'not':
    case 'minus':
    case 'tilde':
      namesIn(expr.of, names);
      return;
    case 'opaque':
      for (const part of expr.parts) namesIn(part, names);
  }
}
