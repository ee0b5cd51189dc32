import type { CParser, Syntax, SyntaxNode } from '../syntax/parser.ts';
import type { CType } from '../types/ctype.ts';
import { typeOf } from '../types/expression.ts';
import type { FileFacts } from './facts.ts';
import type { TrackedField } from './field.ts';
import { bracesAround, filledBy } from './owner.ts';
import { Surroundings } from './surroundings.ts';

/** One call of a macro whose parameters have no type of their own. */
export interface MacroCall {
  readonly name: string;
  readonly file: string;
  /** 1-based */
  readonly line: number;
  readonly args: readonly CType[];
  /** what the call initialises, where it stands in place of an initialiser */
  readonly fills?: CType;
  /** what the braces around the call initialise */
  readonly within?: CType;
}

/** Macros of this file through whose parameters the field is reached: only their calls tell the type. */
export function untypedMacros(facts: FileFacts): string[] {
  const names = new Set<string>();
  const visit = (type: CType): void => {
    if (type.k === 'macro-parameter' || type.k === 'macro-value') names.add(type.macro);
    else if (type.k === 'pointer') visit(type.to);
    else if (type.k === 'deref' || type.k === 'invoke' || type.k === 'member' || type.k === 'element')
      visit(type.of);
    else if (type.k === 'call') type.args.forEach(visit);
  };
  for (const use of facts.uses) visit(use.owner);
  return [...names];
}

/**
 * Whether a file may call a macro of `home`: a private header serves its own folder, an
 * architecture's header that architecture, and only what lies in `include/` serves the whole tree.
 */
export function mayCall(home: string, file: string): boolean {
  const include = /^(.*?)(?:^|\/)include\//.exec(home);
  const scope = include ? (include[1] ?? '') : home.slice(0, home.lastIndexOf('/') + 1).replace(/\/$/, '');
  return scope === '' || file.startsWith(`${scope}/`);
}

/** Offsets where one of the names stands before a bracket. */
export function callOffsets(text: string, names: readonly string[]): { name: string; offset: number }[] {
  const found: { name: string; offset: number }[] = [];
  for (const name of names) {
    const call = new RegExp(`(?<!define[ \\t]+)\\b${name}\\s*\\(`, 'g');
    for (let match = call.exec(text); match; match = call.exec(text))
      found.push({ name, offset: match.index });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** The calls in a parsed file, their arguments typed as far as the file tells. */
export function macroCallsIn(
  syntax: Syntax,
  file: string,
  names: readonly string[],
  field: TrackedField,
  parser: CParser,
): MacroCall[] {
  const around = new Surroundings(syntax, parser, field);
  const calls: MacroCall[] = [];
  for (const { name, offset } of callOffsets(syntax.text, names)) {
    const loop = loopAt(syntax, offset);
    const place = loop
      ? around.at({ kind: 'rung', name: loop.word.text, offset: loop.word.startIndex })
      : around.at({ kind: 'rung', name, offset });
    const call = place?.node.parent;
    const isCall =
      call?.type === 'call_expression' && call.childForFieldName('function')?.id === place?.node.id;
    if (place && call && (loop || isCall)) {
      const args = loop?.args ?? call.childForFieldName('arguments')?.namedChildren ?? [];
      const line = syntax.text.slice(0, offset).split('\n').length;
      const fills = isCall ? filledBy(call, place.env) : null;
      const within = isCall ? bracesAround(call, place.env) : null;
      calls.push({
        name,
        file,
        line,
        args: args
          .filter((arg) => arg?.type !== 'comment')
          .map((arg) => (arg ? typeOf(arg, place.env) : { k: 'scalar' })),
        ...(fills ? { fills } : {}),
        ...(within ? { within } : {}),
      });
    }
    place?.dispose?.();
  }
  return calls;
}

/** The head of an iteration macro, which masking has made a `while` over its arguments; a word in it tells the scope. */
function loopAt(syntax: Syntax, offset: number): { args: SyntaxNode[]; word: SyntaxNode } | null {
  if (!syntax.masked.startsWith('while', offset) || syntax.text.startsWith('while', offset)) return null;
  const loop = syntax.root.descendantForIndex(offset, offset + 5)?.parent;
  const condition = loop?.type === 'while_statement' ? loop.childForFieldName('condition') : null;
  const word = condition?.descendantsOfType('identifier')[0];
  if (!condition || !word) return null;
  const args: SyntaxNode[] = [];
  let rest = condition.namedChildren.find((child) => child !== null && child.type !== 'comment') ?? null;
  while (rest?.type === 'comma_expression') {
    const left = rest.childForFieldName('left');
    if (left) args.push(left);
    rest = rest.childForFieldName('right');
  }
  return { args: rest ? [...args, rest] : args, word };
}
