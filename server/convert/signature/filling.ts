import { declaredRecord, fieldOf, functionAround } from '../../paths/nodes.ts';
import type { Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { ConversionTree } from '../tree.ts';
import { type Finding, type Hindrance, note } from './finding.ts';
import { isVariable, outermost, variableTypedef } from './pointers.ts';
import type { Implementation, Slot } from './slots.ts';

/** What goes into the variables of a typedef of functions: functions, and the values of slots. */
export class Filling {
  readonly implementations = new Map<string, Implementation>();
  readonly slots = new Map<string, Slot>();
  /** values of slots behind a member, `a_ops->read_folio`: what it points to other files tell */
  readonly #behind: { pointer: string; member: string; file: string; offset: number }[] = [];

  constructor(
    private readonly tree: ConversionTree,
    private readonly name: string,
    /** told what cannot be followed */
    private readonly finding: Finding,
  ) {}

  /** What goes into a variable of the type. */
  add(stretch: Stretch, value: SyntaxNode): void {
    const outcome = this.#source(stretch, outermost(value));
    if (outcome) note(this.finding, outcome, stretch, value.startIndex);
  }

  #source(stretch: Stretch, value: SyntaxNode): Hindrance | null {
    if (value.type === 'parenthesized_expression' || value.type === 'pointer_expression') {
      const inner = fieldOf(value, 'argument') ?? value.namedChild(0);
      if (inner) return this.#source(stretch, inner);
    }
    if (value.type === 'conditional_expression') {
      const ways = [fieldOf(value, 'consequence'), fieldOf(value, 'alternative')];
      return ways.map((way) => way && this.#source(stretch, way)).find((each) => each) ?? null;
    }
    if (/^(?:NULL|0)$/.test(value.text)) return null;
    const { file } = stretch.spot(0);
    if (value.type === 'identifier') {
      if (variableTypedef(value) === this.name) return null;
      if (!isVariable(value)) {
        this.implementations.set(`${file}:${value.text}`, { name: value.text, file });
        return null;
      }
    }
    if (value.type === 'field_expression' && this.#isSlot(stretch, value)) return null;
    return { rule: 'type-filled', reason: `it is not known which function ${value.text} is` };
  }

  /** `mapping->a_ops->read_folio`, `ops->read_folio`: keeps the slot, or what is needed to tell it. */
  #isSlot(stretch: Stretch, value: SyntaxNode): boolean {
    const member = fieldOf(value, 'field')?.text;
    const base = fieldOf(value, 'argument');
    const definition = functionAround(value);
    if (!member || !base || !definition) return false;
    if (base.type === 'identifier') {
      const record = declaredRecord(definition, base.text);
      if (record !== null) this.slots.set(`${record}.${member}`, { record, member });
      return record !== null;
    }
    const pointer = base.type === 'field_expression' ? fieldOf(base, 'field')?.text : undefined;
    if (pointer === undefined) return false;
    const { file, offset } = stretch.spot(value.startIndex);
    this.#behind.push({ pointer, member, file, offset });
    return true;
  }

  /** Asks other files what the members that slots stand behind point to. */
  async resolve(): Promise<void> {
    for (const { pointer, member, file, offset } of this.#behind) {
      const facts = await this.tree.ask({ ask: 'pointer-member', member: pointer });
      const pointed = new Set(facts.flatMap((fact) => (fact.kind === 'pointer-member' ? [fact.record] : [])));
      const records: string[] = [];
      for (const record of pointed) {
        const of = await this.tree.ask({ ask: 'record', record });
        if (of.some((fact) => fact.kind === 'slot' && fact.member === member)) records.push(record);
      }
      const [record, another] = records;
      if (record !== undefined && another === undefined)
        this.slots.set(`${record}.${member}`, { record, member });
      else
        this.finding.obstacles.push({
          file,
          offset,
          rule: 'type-filled',
          reason: `it is not known whose ${pointer}->${member} goes into a ${this.name} here`,
        });
    }
  }
}
