import type { TrackedField } from '../../conversion/field.ts';
import { declaredName, fieldOf } from '../../paths/nodes.ts';
import type { Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { type Change, inserted } from './finding.ts';

/** The line for the new parameter in the kernel-doc before a definition; null where there is none to put it into. */
export function kernelDoc(
  stretch: Stretch,
  definition: SyntaxNode,
  name: string,
  record: SyntaxNode,
  field: TrackedField,
): Change | null {
  const before = stretch.text.slice(0, definition.startIndex);
  const start = before.lastIndexOf('/**');
  const comment = start < 0 ? '' : before.slice(start);
  const documented = declaredName(fieldOf(record, 'declarator'))?.text;
  if (!/\*\/\s*$/.test(comment) || comment.indexOf('*/') !== comment.lastIndexOf('*/')) return null;
  if (documented === undefined || !new RegExp(`^/\\*\\*\\s+\\*\\s+${name}\\b`).test(comment)) return null;
  const line = new RegExp(`^([ \\t]*\\*[ \\t]*)@${documented}[ \\t]*:([ \\t]*)`, 'm').exec(comment);
  if (!line) return null;
  const [, lead = ' * ', gap = ' '] = line;
  const said = `${lead}@${field.plan?.parameter}:${gap}the ${field.field} of @${documented}, or ${field.placeholder}\n`;
  const reason = `the kernel-doc of ${name}() names each parameter`;
  return inserted(stretch, start + line.index, said, { group: 'comment', reason });
}
