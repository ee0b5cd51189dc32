import type { SyntaxNode } from '../syntax/parser.ts';
import type { Fact, FieldDeclaration } from './model.ts';
import { declaredName, fieldOf, plainName, pointerDepth, recordNamed } from './nodes.ts';
import { designated, tableAround } from './references.ts';
import type { Stretch } from './stretch.ts';

/**
 * Tables of the record, members that point to it, and its slots. With `record` null, only members
 * named `member` that point to any record.
 */
export function recordFacts(stretch: Stretch, record: string | null, member?: string): Fact[] {
  const facts: Fact[] = [];
  for (const node of stretch.root.descendantsOfType(['initializer_pair', 'field_declaration'])) {
    if (!node) continue;
    if (node.type === 'initializer_pair') {
      if (record !== null) facts.push(...installedFacts(stretch, node, record));
    } else facts.push(...memberFacts(stretch, node, record, member));
  }
  return facts;
}

function installedFacts(stretch: Stretch, pair: SyntaxNode, record: string): Fact[] {
  const member = designated(pair);
  const value = plainName(fieldOf(pair, 'value'));
  if (!member || !value || value.text === 'NULL') return [];
  const around = tableAround(pair);
  if (around.record !== record) return [];
  return [
    {
      kind: 'installed',
      spot: stretch.spot(value.startIndex),
      record,
      member,
      name: value.text,
      table: around.table,
      definition: stretch.definitionOf(value.text),
    },
  ];
}

function memberFacts(stretch: Stretch, node: SyntaxNode, record: string | null, wanted?: string): Fact[] {
  const facts: Fact[] = [];
  const pointsTo = recordNamed(fieldOf(node, 'type'));
  for (const declarator of node.childrenForFieldName('declarator')) {
    const name = declaredName(declarator);
    if (!declarator || !name || (wanted !== undefined && name.text !== wanted)) continue;
    const depth = pointerDepth(declarator);
    if (pointsTo !== null && depth > 0 && (record === null || pointsTo === record)) {
      facts.push({
        kind: 'pointer-member',
        spot: stretch.spot(name.startIndex),
        member: name.text,
        record: pointsTo,
        owner: recordAround(node),
      });
    } else if (depth < 0 && record !== null && recordAround(node) === record) {
      facts.push({ kind: 'slot', spot: stretch.spot(name.startIndex), record, member: name.text });
    }
  }
  return facts;
}

/** Where one of the records declares the field, anonymous unions and structs included. */
export function fieldFacts(stretch: Stretch, records: readonly string[], field: string): FieldDeclaration[] {
  const facts: FieldDeclaration[] = [];
  for (const node of stretch.root.descendantsOfType('field_declaration')) {
    if (!node) continue;
    const record = recordAround(node);
    if (record === null || !records.includes(record)) continue;
    for (const declarator of node.childrenForFieldName('declarator')) {
      const name = declaredName(declarator);
      if (name?.text === field)
        facts.push({ kind: 'field', spot: stretch.spot(name.startIndex), record, field });
    }
  }
  return facts;
}

/**
 * The named record that a member belongs to: anonymous structs and unions without a declarator pass
 * their members on to the record around them.
 */
export function recordAround(member: SyntaxNode): string | null {
  for (let at = member.parent; at; at = at.parent) {
    if (at.type !== 'struct_specifier' && at.type !== 'union_specifier') continue;
    const name = fieldOf(at, 'name');
    if (name) return name.text;
    const holder = at.parent;
    if (holder?.type !== 'field_declaration' || fieldOf(holder, 'declarator')) return null;
  }
  return null;
}
