import type { FileReport, Rung, Use } from '../../conversion/model.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { isSite, refusedUse, rewriteOf } from '../rewrite.ts';
import { type Place, type Sites, textOf } from '../site.ts';
import type { CallOffer, FixSite, UseOffer, Value } from './fix.ts';

/** Finds the values at hand at a place, best first. */
export type ValuesOf = (place: Place) => readonly Value[];

/**
 * The places of one file that fixes may be offered for. `report` is of the very text that `sites` was
 * made from. Values are looked for when a fix asks, and once.
 */
export class Offers {
  readonly #sites: Sites;
  readonly #report: FileReport;
  readonly #valuesOf: ValuesOf;

  constructor(sites: Sites, report: FileReport, valuesOf: ValuesOf) {
    this.#sites = sites;
    this.#report = report;
    this.#valuesOf = valuesOf;
  }

  /** Every place, in order of the text. */
  all(): FixSite[] {
    return this.within(0, Number.POSITIVE_INFINITY);
  }

  /** The places whose expression meets a stretch of the text; what stands around the stretch comes in too. */
  within(start: number, end: number): FixSite[] {
    const near = (offset: number): boolean => start - REACH <= offset && offset <= end + REACH;
    const uses = this.#report.uses.filter(({ offset }) => near(offset)).map((use) => this.#use(use));
    const calls = this.#report.rungs
      .filter(({ offset }) => near(offset))
      .flatMap((rung) => this.#call(rung) ?? []);
    return [...uses, ...calls]
      .filter((site) => {
        const [from, to] = extentOf(site);
        return from <= end && start <= to;
      })
      .sort((a, b) => extentOf(a)[0] - extentOf(b)[0]);
  }

  #use(use: Use): UseOffer {
    const found = this.#sites.of(use);
    const site = isSite(found) ? found : null;
    const outcome = isSite(found) ? rewriteOf(found) : refusedUse(use, found);
    return { kind: 'use', use, site, outcome, values: once(() => (site ? this.#valuesOf(site) : [])) };
  }

  #call(rung: Rung): CallOffer | null {
    const { syntax, field } = this.#sites;
    const node = syntax.root.descendantForIndex(rung.offset, rung.offset + rung.name.length);
    const isPlaceholder = rung.name === field.placeholder;
    const call = isPlaceholder ? node?.parent?.parent : node?.parent;
    if (call?.type !== 'call_expression') return null;
    const args = argumentsOf(call);
    const callee = call.childForFieldName('function')?.text ?? '';
    const step = field.ladder.find((each) => each.call === callee);
    const argument = isPlaceholder ? node : args[step?.argument ?? -1];
    // the record stands before the value in the plan's helpers, and behind it where a function gained the parameter
    const record = step ? args[0] : args[args.findIndex((each) => each.id === argument?.id) + 1];
    if (!argument || !record) return null;
    const helpers = Object.entries(field.plan?.helpers ?? {});
    const known = helpers.find(([, { value, truncated }]) => callee === value || callee === truncated);
    const pointer = textOf(syntax, record).replace(/\s+/g, ' ');
    const place = this.#sites.ofRung(rung, known?.[0] ?? this.#recordOf(pointer, rung.offset), pointer);
    if (!('definition' in place)) return null;
    return {
      kind: 'call',
      place,
      call,
      callee,
      argument,
      isPlaceholder: argument.text === field.placeholder || argument.text === 'NULL',
      helper: known ? (known[1].value === callee ? 'value' : 'truncated') : null,
      values: once(() => this.#valuesOf(place)),
    };
  }

  /** By its declaration, else by its name: nothing but the text tells what `bh->b_folio` is. */
  #recordOf(pointer: string, offset: number): string {
    const { field } = this.#sites;
    const place = this.#sites.at(offset, '', pointer);
    const type = 'scope' in place ? place.scope.find(pointer, offset)?.type : undefined;
    const declared = type?.k === 'pointer' && type.to.k === 'record' ? type.to.name : undefined;
    const known = field.records.find((record) => record === declared);
    return known ?? field.records.find((record) => pointer.includes(record)) ?? field.records[0] ?? '';
  }
}

/** A call is not longer than this. */
const REACH = 1000;

export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (each) => each !== null && each.type !== 'comment',
  );
}

/** The stretch of text that a site is offered in. */
export function extentOf(site: FixSite): readonly [number, number] {
  if (site.kind === 'call') return [site.call.startIndex, site.call.endIndex];
  const { use } = site;
  const member: readonly [number, number] = [use.offset, use.offset + use.field.length];
  return site.site ? [site.site.fact.value.startIndex, site.site.fact.value.endIndex] : member;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
