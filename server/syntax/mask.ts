import { maskAttributes } from './mask/attributes.ts';
import { maskLoops } from './mask/loops.ts';
import { maskParameterMacros } from './mask/parameters.ts';
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
  let masked = maskTypeArguments(maskTypeof(maskAttributes(text)));
  masked = maskLoops(masked);
  if (masked.includes('_DEFINE') || masked.includes('BPF_CALL_')) masked = maskParameterMacros(masked);
  if (masked.includes('TP_PROTO')) masked = maskTracepoints(masked);
  return masked;
}
