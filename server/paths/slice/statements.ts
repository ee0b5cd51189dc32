// Statements of C as steps: branches, loops, labels and jumps.

import type { SyntaxNode } from '../../syntax/parser.ts';
import { declaredName, fieldOf, plainName } from '../nodes.ts';
import { type Code, type Label, NOTHING } from './code.ts';
import type { Expressions } from './expressions.ts';
import type { Expr } from './ir.ts';
import type { Locals } from './locals.ts';
import { stripped } from './shapes.ts';
import { CALLS } from './table.ts';

export interface Notes {
  /** a loop or a condition of the preprocessor that the slice does not show as it is */
  note(node: SyntaxNode, why: string): void;
}

interface Exits {
  readonly out: Label | null;
  readonly again: Label | null;
}

const NO_END = 'the model does not know when the loop ends: it is gone through once';
const MANY = 'a loop over many: one of them is played';

export class Statements {
  #exits: Exits = { out: null, again: null };

  constructor(
    private readonly code: Code,
    private readonly locals: Locals,
    private readonly expressions: Expressions,
    private readonly notes: Notes,
    /** the text as written, macros of loops included */
    private readonly written: (node: SyntaxNode, length: number) => string,
  ) {}

  run(node: SyntaxNode): void {
    const { code, expressions } = this;
    switch (node.type) {
      case 'compound_statement':
      case 'else_clause':
      case 'ERROR':
        for (const child of node.namedChildren) if (child) this.run(child);
        return;
      case 'declaration':
        for (const declarator of node.childrenForFieldName('declarator'))
          if (declarator) this.#declared(declarator);
        return;
      case 'expression_statement': {
        const inner = node.namedChild(0);
        if (inner) expressions.value(inner);
        return;
      }
      case 'if_statement': {
        const condition = fieldOf(node, 'condition');
        const [yes, no] = [fieldOf(node, 'consequence'), fieldOf(node, 'alternative')];
        const [otherwise, end] = [code.label(), code.label()];
        if (condition) expressions.branch(condition, otherwise);
        if (yes) this.run(yes);
        if (no) code.jump(end, no);
        code.place(otherwise, no ?? node);
        if (no) this.run(no);
        code.place(end, node);
        return;
      }
      case 'while_statement':
        this.#while(node);
        return;
      case 'do_statement':
        this.#do(node);
        return;
      case 'for_statement':
        this.#for(node);
        return;
      case 'switch_statement':
        this.#switch(node);
        return;
      case 'break_statement':
        if (this.#exits.out !== null) code.jump(this.#exits.out, node);
        return;
      case 'continue_statement':
        if (this.#exits.again !== null) code.jump(this.#exits.again, node);
        return;
      case 'labeled_statement': {
        const name = fieldOf(node, 'label')?.text;
        if (name !== undefined) code.place(code.named(name), node);
        for (const child of node.namedChildren)
          if (child && child.type !== 'statement_identifier') this.run(child);
        return;
      }
      case 'goto_statement': {
        const name = fieldOf(node, 'label')?.text;
        if (name !== undefined) code.jump(code.named(name), node);
        return;
      }
      case 'return_statement': {
        const inner = node.namedChildren.find((child) => child && child.type !== 'comment');
        code.push({
          s: 'return',
          value: inner ? expressions.value(inner, true) : NOTHING,
          at: code.at(node),
        });
        return;
      }
      case 'preproc_ifdef':
      case 'preproc_if':
        this.#conditional(node);
        return;
    }
  }

  /** The last value of `({ … })`. */
  block(node: SyntaxNode): Expr {
    let last: Expr = NOTHING;
    for (const child of node.namedChildren) {
      if (!child || child.type === 'comment') continue;
      const inner = child.type === 'expression_statement' ? child.namedChild(0) : null;
      if (inner) last = this.expressions.value(inner);
      else this.run(child);
    }
    return last;
  }

  #declared(declarator: SyntaxNode): void {
    if (declarator.type !== 'init_declarator') return;
    const name = declaredName(fieldOf(declarator, 'declarator'))?.text;
    const value = fieldOf(declarator, 'value');
    if (name === undefined || !value) return;
    const toPage = this.locals.pages.has(name);
    this.code.set(name, this.expressions.value(value, toPage), declarator);
  }

  #while(node: SyntaxNode): void {
    const { code, expressions } = this;
    const [condition, body] = [fieldOf(node, 'condition'), fieldOf(node, 'body')];
    if (!condition || !body) return;
    const macro = /^\w+/.exec(this.written(node, 60))?.[0] ?? 'while';
    const [head, out] = [code.label(), code.label()];
    code.place(head, node);
    if (macro !== 'while') this.#iteration(macro, node, condition, out);
    else expressions.branch(condition, out);
    const again = macro === 'while' && this.#retries(condition);
    if (!again) this.#once(node, macro !== 'while' || this.#looksUp(condition) ? MANY : NO_END);
    const next = again ? head : out;
    this.#inside({ out, again: next }, body);
    code.jump(next, node);
    code.place(out, node);
  }

  /** `list_for_each_entry(page, …)`: the first argument that is a page is one of them. */
  #iteration(macro: string, node: SyntaxNode, condition: SyntaxNode, out: Label): void {
    const { code, expressions } = this;
    code.branch(NOTHING, out, condition);
    const args = condition.descendantsOfType('identifier').flatMap((each) => (each ? [each] : []));
    const page = args.find(({ text }) => this.locals.pages.has(text))?.text;
    if (page === undefined) return;
    const to = code.temp();
    const passed = args.map((arg) => ({ value: expressions.value(arg), text: arg.text, carries: false }));
    code.push({ s: 'call', to, name: macro, args: passed, spoils: [], toPage: true, at: code.at(node) });
    code.set(page, { e: 'var', name: to }, node);
  }

  #do(node: SyntaxNode): void {
    const { code, expressions } = this;
    const [condition, body] = [fieldOf(node, 'condition'), fieldOf(node, 'body')];
    const [head, test, out] = [code.label(), code.label(), code.label()];
    code.place(head, node);
    if (body) this.#inside({ out, again: test }, body);
    code.place(test, condition ?? node);
    if (condition && !/^\(\s*0\s*\)$/.test(condition.text)) {
      expressions.branch(condition, out);
      if (this.#retries(condition)) code.jump(head, node);
      else this.#once(node, NO_END);
    }
    code.place(out, node);
  }

  #for(node: SyntaxNode): void {
    const { code, expressions } = this;
    const [first, condition, body] = ['initializer', 'condition', 'body'].map((name) => fieldOf(node, name));
    if (first?.type === 'declaration') this.run(first);
    else if (first) expressions.value(first);
    const [head, out] = [code.label(), code.label()];
    code.place(head, node);
    if (condition) {
      expressions.branch(condition, out);
      this.#once(node, MANY);
    }
    const next = condition ? out : head;
    if (body) this.#inside({ out, again: next }, body);
    code.jump(next, node);
    code.place(out, node);
  }

  #switch(node: SyntaxNode): void {
    const { code, expressions } = this;
    const [condition, body] = [fieldOf(node, 'condition'), fieldOf(node, 'body')];
    if (!condition || !body) return;
    const on = code.temp();
    code.set(on, expressions.value(condition), condition);
    const out = code.label();
    const cases = body.namedChildren.flatMap((child) =>
      child?.type === 'case_statement'
        ? [{ node: child, label: code.label(), value: fieldOf(child, 'value') }]
        : [],
    );
    for (const { value, label } of cases) {
      if (!value) continue;
      const no = code.label();
      const right = expressions.value(value);
      code.branch({ e: 'binary', op: '==', left: { e: 'var', name: on }, right }, no, value);
      code.jump(label, value);
      code.place(no, value);
    }
    code.jump(cases.find(({ value }) => !value)?.label ?? out, node);
    const exits = this.#exits;
    this.#exits = { out, again: exits.again };
    for (const { node: each, label, value } of cases) {
      code.place(label, each);
      for (const child of each.namedChildren) if (child && child.id !== value?.id) this.run(child);
    }
    this.#exits = exits;
    code.place(out, node);
  }

  #inside(exits: Exits, body: SyntaxNode): void {
    const outer = this.#exits;
    this.#exits = exits;
    this.run(body);
    this.#exits = outer;
  }

  #conditional(node: SyntaxNode): void {
    const words = fieldOf(node, 'name')?.text ?? fieldOf(node, 'condition')?.text ?? '';
    const negative = /^#\s*ifndef/.test(node.text);
    const off = negative || /^\s*0\s*$/.test(words) || /DEBUG|WARN_ON|PREEMPT_RT/.test(words);
    const alternative = fieldOf(node, 'alternative');
    const skip = new Set([fieldOf(node, 'name')?.id, fieldOf(node, 'condition')?.id, alternative?.id]);
    if (!off) for (const child of node.namedChildren) if (child && !skip.has(child.id)) this.run(child);
    if (off && alternative) for (const child of alternative.namedChildren) if (child) this.run(child);
    if (off ? node.namedChildCount > 1 : alternative)
      this.notes.note(node, `${words.replace(/\s+/g, ' ')} is taken as ${off ? 'off' : 'on'}`);
  }

  #once(node: SyntaxNode, why: string): void {
    this.notes.note(node, why);
  }

  /** A loop that ends by what the model knows, or only from inside, is a retry; it stays a loop. */
  #retries(condition: SyntaxNode): boolean {
    const inner = stripped(condition);
    if (/^(?:1|true)$/.test(inner.text)) return true;
    if (inner.type === 'identifier') return this.locals.pages.has(inner.text);
    return this.#calls(condition).some((name) => {
      const effect = CALLS[name];
      const last = effect?.ops.at(-1);
      return last !== undefined && /^(?:trylock|get-unless|test-|freeze)/.test(last);
    });
  }

  #looksUp(condition: SyntaxNode): boolean {
    return this.#calls(condition).some((name) => CALLS[name]?.ops.includes('find') ?? false);
  }

  #calls(node: SyntaxNode): string[] {
    return node
      .descendantsOfType('call_expression')
      .flatMap((call) => (call ? (plainName(fieldOf(call, 'function'))?.text ?? []) : []));
  }
}
