import type { Rule } from './rule.ts';

export const mayBeNull: Rule = {
  id: 'may-be-null',
  about:
    'A pointer on the way to the value may be NULL, such as vm_file or bd_super: the expression would crash.',
  verdict: 'refused',
  against: ({ expression }, { place, flow }) => {
    for (const member of place.field.evidence.mayBeNull) {
      const [before] = new RegExp(`^.*\\b${member}(?=->)`).exec(expression) ?? [];
      if (before === undefined) continue;
      const isTested = place.definition.descendantsOfType('if_statement').some((each) => {
        if (!each) return false;
        const condition = flow.text(each.childForFieldName('condition') ?? each).slice(1, -1);
        const then = each.childForFieldName('consequence');
        const inside = then !== null && then.startIndex <= place.offset && place.offset < then.endIndex;
        const leaves =
          then !== null && /(?:return\b[^;]*|goto \w+|continue|break);\s*\}?$/.test(flow.text(then));
        const quoted = before.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        if (inside) return new RegExp(`^(?:.*&& ?)?${quoted}(?: != NULL)?(?: ?&&.*)?$`).test(condition);
        return (
          leaves &&
          new RegExp(`^(?:.*\\|\\| ?)?(?:!${quoted}|${quoted} == NULL)(?: ?\\|\\|.*)?$`).test(condition) &&
          flow.dominates(each, place.offset)
        );
      });
      if (!isTested) return `${before} may be NULL here`;
    }
    return null;
  },
};
