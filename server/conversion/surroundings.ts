import { Descent, type Level } from '../syntax/descent.ts';
import { blank } from '../syntax/mask/scan.ts';
import type { CParser, Syntax, SyntaxNode } from '../syntax/parser.ts';
import type { CType } from '../types/ctype.ts';
import { type Environment, typeOf } from '../types/expression.ts';
import { functionName, Scope } from '../types/scope.ts';
import { typeofAt } from '../types/snippet.ts';
import type { Place } from './analysis.ts';
import type { Candidate } from './candidates.ts';
import type { TrackedField } from './field.ts';
import { macroAround } from './macroBody.ts';
import { traceEntry } from './traceEntry.ts';

/** Finds what surrounds a candidate; scopes are built once for each function. */
export class Surroundings {
  readonly #scopes = new Map<number, Scope>();
  readonly #bodies = new Map<number, string>();
  readonly #transparent: ReadonlySet<string>;
  readonly #descent: Descent;

  constructor(
    readonly syntax: Syntax,
    readonly parser: CParser,
    field: TrackedField,
  ) {
    this.#transparent = new Set(field.transparentMacros);
    this.#descent = new Descent(syntax.root);
  }

  /** The node at a candidate, whatever it is. Cheapest for candidates in order. */
  levelAt({ offset, name }: Candidate): Level {
    return this.#descent.to(offset, offset + name.length);
  }

  /** Null in comments, strings and text that masking has blanked. */
  at(candidate: Candidate, level = this.levelAt(candidate)): Place | null {
    const { offset, name } = candidate;
    const { node, function: fn, nearDamage } = level;
    if (isInDefine(level)) return this.#inMacro(node, candidate);
    if (
      !/identifier$/.test(node.type) ||
      node.startIndex !== offset ||
      node.endIndex !== offset + name.length
    )
      return null;
    if (!fn)
      return { node, nearDamage, env: this.#environment(null), scope: null, function: null, body: '', at: 0 };
    const scope = this.scopeOf(fn);
    return {
      node,
      nearDamage,
      env: this.#environment(scope),
      scope,
      function: functionName(fn)?.text ?? null,
      body: this.#bodyOf(fn),
      at: offset - fn.startIndex,
    };
  }

  #bodyOf(fn: SyntaxNode): string {
    let body = this.#bodies.get(fn.id);
    if (body === undefined) {
      body = withoutProse(this.syntax.text.slice(fn.startIndex, fn.endIndex));
      this.#bodies.set(fn.id, body);
    }
    return body;
  }

  /** The names that a function can see. */
  scopeOf(fn: SyntaxNode): Scope {
    let scope = this.#scopes.get(fn.id);
    if (!scope) {
      scope = new Scope(
        fn,
        (partial) => (start, end) =>
          typeofAt(this.syntax.text, start, end, this.parser, this.#environment(partial), end),
      );
      this.#scopes.set(fn.id, scope);
    }
    return scope;
  }

  #environment(scope: Scope | null): Environment {
    const env: Environment = {
      local: (name, offset) => {
        const local = scope?.find(name, offset);
        if (!local) return name === '__entry' ? entryAt(this.syntax, offset, this.parser) : null;
        const automatic = local.type.k === 'typedef' && /^(?:__auto_type|auto)$/.test(local.type.name);
        return automatic && local.value ? typeOf(local.value, env) : local.type;
      },
      typeof: (start, end) => typeofAt(this.syntax.text, start, end, this.parser, env, start),
      isTransparent: (name) => this.#transparent.has(name),
    };
    return env;
  }

  #inMacro(body: SyntaxNode, candidate: Candidate): Place | null {
    const macro = macroAround(body, this.syntax.text, this.parser);
    if (!macro) return null;
    const node = macro.at(candidate.offset, candidate.name);
    if (!node) {
      macro.dispose();
      return null;
    }
    const env: Environment = {
      local: (name, offset) => {
        const local = macro.scope.find(name, offset);
        if (local) return local.type;
        const index = macro.parameters.indexOf(name);
        return index < 0 ? null : { k: 'macro-parameter', macro: macro.name, index, name };
      },
      typeof: (start, end) => typeofAt(macro.text, start, end, this.parser, env, start),
      isTransparent: (name) => this.#transparent.has(name),
    };
    const { text, scope, name, dispose } = macro;
    const { nearDamage } = new Descent(node.tree.rootNode).to(node.startIndex, node.endIndex);
    return {
      node,
      nearDamage,
      env,
      scope,
      function: name,
      body: withoutProse(text),
      at: node.startIndex,
      dispose,
    };
  }
}

/** In a macro's body, which is plain text to the grammar; behind a comment it takes words of it for names. */
function isInDefine(level: Level): boolean {
  for (let up: Level | null = level; up; up = up.outer) {
    const { type } = up.node;
    if (type === 'preproc_def' || type === 'preproc_function_def') return true;
    if (type !== 'preproc_arg' && type !== 'ERROR' && up !== level) return false;
  }
  return level.node.type === 'preproc_arg';
}

/** Comments and strings blanked, so that what they say is not taken for what the code does. */
function withoutProse(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, blank);
}

/** In a trace event, `__entry` points to the event's own record, which its macro declares. */
function entryAt({ root, text }: Syntax, offset: number, parser: CParser): CType | null {
  const node = root.descendantForIndex(offset);
  const fn = node && enclosingFunction(node);
  return fn && traceEntry(text.slice(fn.startIndex, fn.endIndex), parser);
}

/** The innermost function definition around a node. */
function enclosingFunction(node: SyntaxNode): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent) if (up.type === 'function_definition') return up;
  return null;
}
