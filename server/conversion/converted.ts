import type { SourceText } from '../syntax/source.ts';
import type { FileFacts, UseFact } from './facts.ts';
import type { TrackedField } from './field.ts';

/**
 * Functions that are handed both a tracked record and its mapping, use the mapping, and leave the
 * field alone: what the plan's last stage looks like. Found in the text, for files that are parsed anyway.
 */
export function convertedFunctions(
  text: string,
  source: SourceText,
  field: TrackedField,
  uses: readonly UseFact[],
): FileFacts['converted'] {
  const record = `struct\\s+(?:${field.records.join('|')})\\s*\\*`;
  const type = field.substitute.replace(/\s*\*$/, '').replace(/\s+/g, '\\s+');
  const head = /^[\w \t*]+?\b(\w+)\s*\(([^(){};]*)\)(?:\s|\/\*[^*]*\*\/)*\{/gm;
  const substitute = new RegExp(`\\b${type}\\s*\\*\\s*(\\w+)`);
  const tracked = new RegExp(record);
  const found: FileFacts['converted'][number][] = [];
  for (let match = head.exec(text); match; match = head.exec(text)) {
    const [whole, name = '', parameters = ''] = match;
    const parameter = substitute.exec(parameters)?.[1];
    if (!parameter || !tracked.test(parameters) || field.unusedParameters.includes(parameter)) continue;
    if (/^(?:if|for|while|switch)$/.test(name)) continue;
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
    const offset = match.index + whole.indexOf(name);
    found.push({ ...source.position(offset), offset, function: name, parameter });
  }
  return found;
}
