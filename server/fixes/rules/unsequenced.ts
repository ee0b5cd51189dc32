import type { SyntaxNode } from '../../syntax/parser.ts';
import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const unsequenced: Rule = {
  id: 'unsequenced',
  about: 'In one expression C does not say what is done first: what the value names may not be set in it.',
  verdict: 'refused',
  against: ({ expression }, { place, flow, root }) => {
    const names = new Set([...namesIn(expression), ...(root ? [root.name] : [])]);
    const whole = expressionAround(place.syntax.root.descendantForIndex(place.offset), place.offset);
    const inside = flow.settings.find(
      ({ name, node }) =>
        names.has(name) &&
        node.type !== 'init_declarator' &&
        whole !== null &&
        whole.startIndex <= node.startIndex &&
        node.endIndex <= whole.endIndex &&
        !(node.type === 'assignment_expression' && isAround(node, place.offset)),
    );
    return inside ? `${inside.name} is set in the same expression` : null;
  },
};

function expressionAround(node: SyntaxNode | null, offset: number): SyntaxNode | null {
  let at = node;
  while (at?.parent && /_expression$|^argument_list$|^identifier$|^field_identifier$/.test(at.parent.type))
    at = at.parent;
  return at && isAround(at, offset) ? at : null;
}

function isAround({ startIndex, endIndex }: SyntaxNode, offset: number): boolean {
  return startIndex <= offset && offset < endIndex;
}
