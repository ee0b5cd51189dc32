import type { SourceText } from '../syntax/source.ts';
import type { FileFacts, UseFact } from './facts.ts';
import type { TrackedField } from './field.ts';

/**
 * Functions that are handed both a tracked record and its mapping, use the mapping, and leave the
 * field alone: what the plan's last stage looks like. Found in the text, because files in which all
 * is converted need no parsing.
 */
export function convertedFunctions(
  text: string,
  source: SourceText,
  field: TrackedField,
  uses: readonly UseFact[],
): FileFacts['converted'] {
  const substitute = declarationOf(field.substitute);
  const tracked = new RegExp(`struct\\s+(?:${field.records.join('|')})\\s*\\*`);
  const found: FileFacts['converted'][number][] = [];
  if (!substitute.test(text) || !tracked.test(text)) return found;
  const head = /^[\w \t*]+?\b(\w+)\s*\(([^(){};]*)\)(?:\s|\/\*[^*]*\*\/)*\{/gm;
  for (let match = head.exec(text); match; match = head.exec(text)) {
    const [whole, name = '', parameters = ''] = match;
    const parameter = substitute.exec(parameters)?.[1];
    if (!parameter || !tracked.test(parameters) || field.unusedParameters.includes(parameter)) continue;
    const start = match.index + whole.length;
    const close = text.indexOf('\n}', start);
    const end = close < 0 ? text.length : close;
    const body = text.slice(start, end);
    if (uses.some((use) => use.offset > start && use.offset < end)) continue;
    if (!new RegExp(`\\b${parameter}\\b`).test(body)) continue;
    if (
      field.ladder.some((step) => body.includes(`${step.call}(`)) ||
      field.accessors.some((call) => body.includes(`${call}(`))
    )
      continue;
    const offset = match.index + whole.lastIndexOf(name, whole.indexOf('('));
    found.push({ ...source.position(offset), offset, function: name, parameter });
  }
  return found;
}

/** Matches a declaration of this type and takes its name: `struct address_space *mapping`, `pgoff_t index`. */
function declarationOf(type: string): RegExp {
  const words = type.match(/\w+/g) ?? [];
  const stars = type.match(/\*/g) ?? [];
  const gap = stars.length > 0 ? ['', ...stars.map(() => '\\*'), ''].join('\\s*') : '\\s+';
  return new RegExp(`\\b${words.join('\\s+')}${gap}(\\w+)`);
}
