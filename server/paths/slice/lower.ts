// A function's text as steps: parses it and writes it out. What cannot be parsed is said, never guessed.

import type { TrackedField } from '../../conversion/field.ts';
import type { Use } from '../../conversion/model.ts';
import type { CParser, SyntaxNode } from '../../syntax/parser.ts';
import { SourceText } from '../../syntax/source.ts';
import { fieldOf, functionAround } from '../nodes.ts';
import { eachStretch } from '../stretch.ts';
import { Code } from './code.ts';
import { Expressions } from './expressions.ts';
import type { Loop, Lowered, Where } from './ir.ts';
import { liveBehind } from './live.ts';
import { Locals } from './locals.ts';
import { type Notes, Statements } from './statements.ts';

/** A function or macro as the tree has it. */
export interface FunctionText {
  readonly name: string;
  readonly file: string;
  /** the whole file */
  readonly text: string;
  /** UTF-16 offset of the name */
  readonly offset: number;
  readonly macro: boolean;
  /** uses of the tracked field in the file */
  readonly uses: readonly Use[];
}

export function lower(parser: CParser, field: TrackedField, fn: FunctionText): Lowered {
  return fn.macro ? lowerMacro(parser, field, fn) : lowerFunction(parser, field, fn);
}

function lowerFunction(parser: CParser, field: TrackedField, fn: FunctionText): Lowered {
  const { name, file, text, offset } = fn;
  const source = new SourceText(text);
  let lowered: Lowered | null = null;
  eachStretch(parser, file, text, [offset], (stretch, [inside]) => {
    const node = inside === undefined ? null : stretch.root.descendantForIndex(inside);
    const definition = node && functionAround(node);
    const body = definition && fieldOf(definition, 'body');
    if (!definition || !body) return;
    const start = stretch.spot(0).offset;
    lowered = written({
      fn,
      field,
      definition,
      body,
      offsetOf: (at) => start + at,
      source,
      parameters: [],
      damaged: body.hasError ? 'part of it could not be parsed' : null,
    });
  });
  return lowered ?? nothing(name, file, whereIn(source, file, offset), 'its body could not be parsed');
}

/** A macro's body is made a function's: `return (body);`, or the body itself where it is a statement. */
function lowerMacro(parser: CParser, field: TrackedField, fn: FunctionText): Lowered {
  const { name, file, text, offset } = fn;
  const source = new SourceText(text);
  const at = whereIn(source, file, offset);
  const head = /^\w+\(([^)]*)\)/.exec(text.slice(offset, offset + 400));
  if (!head) return nothing(name, file, at, 'its definition could not be read');
  const parameters = (head[1] ?? '').split(',').map((each) => each.trim());
  const start = offset + head[0].length;
  let end = start;
  while (end < text.length && (text[end] !== '\n' || text[end - 1] === '\\')) end++;
  const body = text.slice(start, end).replaceAll('\\\n', ' \n');
  const statement = /^\s*(?:do\b|\{|while\b|if\b)/.test(body);
  const before = statement ? 'void f(void) {' : 'int f(void) { return ';
  const syntax = parser.parse(`${before}${body};}\n`);
  try {
    const definition = syntax.root.descendantsOfType('function_definition')[0];
    const block = definition && fieldOf(definition, 'body');
    if (!definition || !block || syntax.root.hasError)
      return nothing(name, file, at, 'the macro could not be parsed');
    const offsetOf = (inside: number): number => start + inside - before.length;
    return written({ fn, field, definition, body: block, offsetOf, source, parameters, damaged: null });
  } finally {
    syntax.dispose();
  }
}

interface Writing {
  readonly fn: FunctionText;
  readonly field: TrackedField;
  readonly definition: SyntaxNode;
  readonly body: SyntaxNode;
  /** offset in the file of an offset in the syntax */
  readonly offsetOf: (offset: number) => number;
  readonly source: SourceText;
  /** of a macro, which has no types */
  readonly parameters: readonly string[];
  readonly damaged: string | null;
}

function written({ fn, field, definition, body, offsetOf, source, parameters, damaged }: Writing): Lowered {
  const { name, file, text, offset } = fn;
  const uses = new Map(fn.uses.map((use) => [use.offset, use]));
  const locals = new Locals(definition, parameters);
  const code = new Code((at) => whereIn(source, file, offsetOf(at)));
  const loops: Loop[] = [];
  const notes: Notes = {
    note: (node, why) => {
      const at = code.at(node);
      loops.push({ file, from: at.line, to: whereIn(source, file, offsetOf(node.endIndex)).line, at, why });
    },
  };
  const expressions: Expressions = new Expressions({
    code,
    locals,
    field,
    useAt: (node) => uses.get(offsetOf(node.startIndex)),
    block: (node) => statements.block(node),
  });
  const statements = new Statements(code, locals, expressions, notes, (node, length) => {
    const at = offsetOf(node.startIndex);
    return text.slice(at, at + length);
  });
  statements.run(body);
  const steps = code.resolved();
  return {
    name,
    file,
    at: whereIn(source, file, offset),
    parameters: locals.parameters,
    steps,
    loops,
    pages: locals.pages,
    mappings: locals.mappings,
    live: liveBehind(steps),
    damaged,
    comment: commentAbove(text, offset),
    slots: fn.macro ? [] : slotsOf(text, name),
  };
}

function nothing(name: string, file: string, at: Where, damaged: string): Lowered {
  const none = new Set<string>();
  const rest = { loops: [], pages: none, mappings: none, live: [], comment: '', slots: [] };
  return { name, file, at, parameters: [], steps: [], damaged, ...rest };
}

function whereIn(source: SourceText, file: string, offset: number): Where {
  const line = source.lineOf(offset);
  const folded = source.line(line).trim().replace(/\s+/g, ' ');
  return { file, line: line + 1, text: folded.length > 120 ? `${folded.slice(0, 119)}…` : folded };
}

/** The kerneldoc of a function, or what else stands right above it. */
function commentAbove(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 4000), offset);
  const match = /\/\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:[\w*]+\s+)*[\w*\s]*$/.exec(before);
  return match?.[1] ?? '';
}

/** `.writepage = name` in the same file. */
function slotsOf(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`\\.(\\w+)\\s*=\\s*&?${name}\\b`, 'g'))].map((match) => match[1] ?? '');
}
