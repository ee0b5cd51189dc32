import { kindsOf, PAGE_KINDS, type PageKindId } from '../../sim-core/machine/pageKinds.ts';
import { ERAS, type Era } from '../../sim-core/machine/wordEras.ts';
import { RAW_ACCESSES, type RawAccess } from '../../sim-core/machine/wordReaders.ts';
import { SCHEMES, type SchemeId } from '../../sim-core/machine/wordSchemes.ts';

/**
 * What the page "The mapping word" and its host say to each other. Both sides pass whatever arrives through
 * the parsers below: a webview can be sent anything.
 */

/** What the page shows: all four choices, and nothing else. */
export interface WordState {
  readonly era: Era;
  readonly kind: PageKindId;
  readonly scheme: SchemeId;
  readonly access: RawAccess;
}

export const FIRST_STATE: WordState = {
  era: '6.1',
  kind: 'file',
  scheme: 'page_wait',
  access: 'dereference',
};

/** Host to page: show this; what is left out stays as it is. */
export interface ShowMessage {
  readonly type: 'show';
  readonly state: Partial<WordState>;
}

/** Page to host: listening; copy this text. */
export type PageMessage = { readonly type: 'ready' } | { readonly type: 'copy'; readonly text: string };

/** The longest text that the host puts on the clipboard, in UTF-16 units. */
export const LONGEST_COPY = 20_000;

export function parseShow(message: unknown): ShowMessage | null {
  if (!isObject(message) || message.type !== 'show') return null;
  const state = parseState(message.state);
  return state && { type: 'show', state };
}

export function parsePageMessage(message: unknown): PageMessage | null {
  if (!isObject(message)) return null;
  if (message.type === 'ready') return { type: 'ready' };
  const { text } = message;
  if (message.type === 'copy' && typeof text === 'string' && text.length <= LONGEST_COPY)
    return { type: 'copy', text };
  return null;
}

/** The choices in `value` that exist, or null when it is not an object or any given choice does not exist. */
export function parseState(value: unknown): Partial<WordState> | null {
  if (!isObject(value)) return null;
  const { era, kind, scheme, access } = value;
  const oneOf = <T extends string>(choice: unknown, all: readonly T[]): T | undefined =>
    all.find((each) => each === choice);
  const state = {
    era: oneOf(era, ERAS),
    kind: oneOf(
      kind,
      PAGE_KINDS.map((each) => each.id),
    ),
    scheme: oneOf(
      scheme,
      SCHEMES.map((each) => each.id),
    ),
    access: oneOf(access, RAW_ACCESSES),
  };
  const given = { era, kind, scheme, access };
  for (const key of ['era', 'kind', 'scheme', 'access'] as const)
    if (given[key] !== undefined && state[key] === undefined) return null;
  return {
    ...(state.era && { era: state.era }),
    ...(state.kind && { kind: state.kind }),
    ...(state.scheme && { scheme: state.scheme }),
    ...(state.access && { access: state.access }),
  };
}

/** Puts a change into a state. A kind of page that the era lacks gives way to the file page. */
export function withChange(state: WordState, change: Partial<WordState>): WordState {
  const next = { ...state, ...change };
  return kindsOf(next.era).some((kind) => kind.id === next.kind) ? next : { ...next, kind: 'file' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
