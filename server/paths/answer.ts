import type { CParser } from '../syntax/parser.ts';
import { SourceText } from '../syntax/source.ts';
import { definitionsOf } from './definitions.ts';
import type { Definition, Fact, Query } from './model.ts';
import { fieldFacts, recordFacts } from './records.ts';
import { referenceFact } from './references.ts';
import { wordOffsets } from './regions.ts';
import { slotCallFact } from './slots.ts';
import { eachStretch } from './stretch.ts';

/** The texts of which at least one must occur in a file that can answer: for a search before reading. */
export function needles(query: Query): readonly string[] {
  switch (query.ask) {
    case 'references':
      return [query.name];
    case 'record':
      return [query.record];
    case 'slot-calls':
    case 'pointer-member':
      return [query.member];
    case 'definitions':
      return query.names;
    case 'field':
      return query.records.map((record) => `struct ${record} {`);
  }
}

/** What a file says to a query. Never fails: what cannot be parsed says nothing. */
export function answer(parser: CParser, file: string, text: string, query: Query): Fact[] {
  if (query.ask === 'definitions') return definitions(file, text, query.names);
  const facts: Fact[] = query.ask === 'references' ? definitions(file, text, [query.name]) : [];
  eachStretch(parser, file, text, hits(text, query), (stretch, offsets) => {
    switch (query.ask) {
      case 'record':
        facts.push(...recordFacts(stretch, query.record));
        return;
      case 'pointer-member':
        facts.push(...recordFacts(stretch, null, query.member));
        return;
      case 'field':
        facts.push(...fieldFacts(stretch, query.records, query.field));
        return;
      default:
        for (const offset of offsets) {
          const node = stretch.root.descendantForIndex(offset);
          if (!node) continue;
          const fact =
            query.ask === 'references'
              ? referenceFact(stretch, node, query.name)
              : slotCallFact(stretch, node, query.member);
          if (fact) facts.push(fact);
        }
    }
  });
  return facts;
}

function definitions(file: string, text: string, names: readonly string[]): Definition[] {
  const source = new SourceText(text);
  return names.flatMap((name) =>
    definitionsOf(text, name).map((found) => ({
      kind: 'definition' as const,
      name,
      spot: { file, offset: found.offset, ...source.position(found.offset) },
      macro: found.macro,
      local: found.isStatic && !file.endsWith('.h'),
    })),
  );
}

/** Ascending offsets that the query is about. */
function hits(text: string, query: Query): number[] {
  if (query.ask !== 'field') return needles(query).flatMap((word) => wordOffsets(text, word));
  const found: number[] = [];
  for (const record of query.records) {
    for (const match of text.matchAll(new RegExp(`^(?:struct|union)\\s+${record}\\s*\\{`, 'gm')))
      found.push(match.index);
  }
  return found.sort((a, b) => a - b);
}
