import type { Syntax } from '../../syntax/parser.ts';
import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

const MACROS = new WeakMap<Syntax, ReadonlySet<string>>();

export const shadowed: Rule = {
  id: 'shadowed',
  about: 'Every name must mean the same where the value is used as where it was shown to be right.',
  verdict: 'refused',
  against: ({ expression, evidence }, { place }) => {
    const { scope, offset, definition, syntax } = place;
    const since = evidence?.since ?? offset;
    for (const name of namesIn(expression)) {
      const here = scope.find(name, offset);
      const there =
        since <= definition.startIndex
          ? scope.locals.find((each) => each.parameter && each.name === name)
          : scope.find(name, since);
      if (evidence && here?.offset !== there?.offset) return `${name} is another variable here`;
      if (!here && evidence === null) return `${name} is not declared here`;
      if (here && here.from > offset) return `${name} is declared after this place`;
      if (macrosOf(syntax).has(name)) return `${name} is a macro in this file`;
    }
    return null;
  },
};

/** The macros that a file defines. */
function macrosOf(syntax: Syntax): ReadonlySet<string> {
  let names = MACROS.get(syntax);
  if (!names) {
    const defines = syntax.text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
    names = new Set([...defines].map(([, name = '']) => name));
    MACROS.set(syntax, names);
  }
  return names;
}
