import type { Plan } from '../../fixes/plan.ts';
import type { ConversionTree } from '../tree.ts';
import { headerPlan } from './header.ts';

/** The helpers compare what they are given with the field; no caller changes. */
export async function check(tree: ConversionTree): Promise<Plan> {
  return headerPlan(tree, 'check');
}
