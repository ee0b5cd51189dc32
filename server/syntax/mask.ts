import { maskAttributes } from './mask/attributes.ts';
import { Brackets } from './mask/brackets.ts';
import { maskEnclosedConditionals } from './mask/conditionals.ts';
import { maskFileScope } from './mask/fileScope.ts';
import { maskGroups } from './mask/groups.ts';
import { maskLoops } from './mask/loops.ts';
import { maskParameterMacros } from './mask/parameters.ts';
import { maskPaste } from './mask/paste.ts';
import { maskTracepoints } from './mask/tracepoints.ts';
import { maskTypeArguments } from './mask/typeArguments.ts';
import { maskTypeof } from './mask/typeof.ts';

/**
 * Rewrites the kernel macros that derail a C grammar into plain C of the same length, so that every
 * offset in the syntax tree is an offset in the file. Only the shape changes: identifiers that carry
 * meaning (names, types, arguments, statements) stay where they are.
 *
 * Four fifths of kernel files hold a construct that no C grammar accepts before preprocessing; most
 * of them are one of these.
 */
export function mask(text: string): string {
  // no mask moves a bracket, so all of them share what the original says of brackets
  const brackets = new Brackets(text);
  let masked = text;
  if (masked.includes('#')) masked = maskPaste(maskEnclosedConditionals(masked, brackets));
  if (masked.includes('_DEFINE') || masked.includes('BPF_CALL_'))
    masked = maskParameterMacros(masked, brackets);
  if (masked.includes('TP_PROTO')) masked = maskTracepoints(masked, brackets);
  masked = maskFileScope(maskAttributes(masked, brackets), brackets);
  masked = maskTypeArguments(maskTypeof(masked, brackets));
  masked = maskLoops(masked, brackets);
  if (/struct_group|randomized_struct|DECLARE_FLEX_ARRAY/.test(masked)) masked = maskGroups(masked, brackets);
  return masked;
}
