// What the slicer knows of a C value: enough to follow error codes, flags, NULL tests and the page.

import { MASKS, NONZERO } from './constants.ts';

/**
 * An abstract value, a string so that it can be compared and be part of a key:
 * `?` anything · `0` · `#n` a number · `T` not zero · `E`, `E:NAME` a negative error · `P` the page, `P?` perhaps
 * NULL · `O` another page · `N` no page (NULL, or an error pointer in later kernels) · `M` an address_space, `M?` perhaps
 * NULL ·
 * `X` what the field held, not NULL · `Z` computed from i_size · `C:NAME` a constant · `F:A|B` exactly these flags,
 * `F+:A|B` these and perhaps others · `RO`, `RW` a PTE's rights
 */
export type Value = string;

export const ANY: Value = '?';
export const ZERO: Value = '0';
export const PAGE: Value = 'P';

/** Is it not zero? null: nobody can tell. */
export function truth(value: Value): boolean | null {
  if (value === '0' || value === 'N' || value === '#0') return false;
  if (/^(?:#|T$|E|P$|O$|M$|X$|F|R[OW]$)/.test(value)) return true;
  if (value.startsWith('C:') && NONZERO.test(value)) return true;
  return null;
}

export function constant(name: string): Value {
  if (name === 'NULL' || name === 'false') return ZERO;
  if (name === 'true') return '#1';
  return FLAG.test(name) ? `F:${name}` : `C:${name}`;
}

/** Families of constants whose members are single bits. */
const FLAG = /^(?:VM_FAULT|FGP|FAULT_FLAG|TTU|FOLL|WB|GFP|__GFP|VM)_\w+$/;

export function negated(value: Value): Value {
  if (/^C:E[A-Z0-9]+$/.test(value)) return `E:${value.slice(2)}`;
  if (/^#\d+$/.test(value)) return value === '#0' ? ZERO : `E:${value.slice(1)}`;
  return ANY;
}

/** `a op b` where that can be told without running. */
export function binary(op: string, a: Value, b: Value): Value {
  switch (op) {
    case '==':
    case '!=': {
      const same = equal(a, b);
      return same === null ? ANY : same === (op === '==') ? 'T' : ZERO;
    }
    case '<':
    case '>=': {
      const below = b === ZERO ? negative(a) : null;
      return below === null ? ANY : below === (op === '<') ? 'T' : ZERO;
    }
    case '>':
    case '<=': {
      const zeroOrBelow = b === ZERO ? notPositive(a) : null;
      return zeroOrBelow === null ? ANY : zeroOrBelow === (op === '<=') ? 'T' : ZERO;
    }
    case '&':
      return and(a, b);
    case '|':
      return or(a, b);
    default:
      return a === 'Z' || b === 'Z' ? 'Z' : ANY;
  }
}

function equal(a: Value, b: Value): boolean | null {
  if (a === b && !/^(?:\?|T|E|P\?|Z|X|M\??|F\+.*)$/.test(a)) return true;
  const [ta, tb] = [truth(a), truth(b)];
  if ((ta === false && tb === false) || (a === ZERO && tb === false)) return true;
  if ((ta === false && tb === true) || (ta === true && tb === false)) return false;
  const named = (v: Value): boolean => /^(?:E:|C:|#)/.test(v);
  // an error that nobody named may be any of them
  if (named(a) && named(b)) return a.startsWith('C:') !== b.startsWith('C:') ? null : a === b;
  if ((a === 'P' && b === 'O') || (a === 'O' && b === 'P')) return false;
  return null;
}

function negative(value: Value): boolean | null {
  if (value.startsWith('E')) return true;
  if (value === ZERO || /^(?:#|F|P$|O$)/.test(value)) return false;
  return null;
}

function notPositive(value: Value): boolean | null {
  if (value.startsWith('E') || value === ZERO) return true;
  return /^#[1-9]/.test(value) ? false : null;
}

function flags(value: Value): { names: readonly string[]; exact: boolean } | null {
  if (value === ZERO) return { names: [], exact: true };
  const match = /^F(\+?):(.*)$/.exec(value);
  if (!match) return null;
  const names = (match[2] ?? '').split('|').flatMap((name) => MASKS[name] ?? [name]);
  return { names, exact: match[1] === '' };
}

function flagValue(names: Iterable<string>, exact: boolean): Value {
  const sorted = [...new Set(names)].sort();
  if (sorted.length === 0) return exact ? ZERO : ANY;
  return `F${exact ? '' : '+'}:${sorted.join('|')}`;
}

function or(a: Value, b: Value): Value {
  const [x, y] = [flags(a), flags(b)];
  if (x && y) return flagValue([...x.names, ...y.names], x.exact && y.exact);
  const known = x ?? y;
  if (known) return flagValue(known.names, false);
  return truth(a) || truth(b) ? 'T' : ANY;
}

function and(a: Value, b: Value): Value {
  if (a === ZERO || b === ZERO) return ZERO;
  const [x, y] = [flags(a), flags(b)];
  if (!x || !y) return ANY;
  const both = x.names.filter((name) => y.names.includes(name));
  if (both.length > 0) return flagValue(both, x.exact && y.exact);
  return x.exact && y.exact ? ZERO : ANY;
}

/** `a & ~b` */
export function without(a: Value, b: Value): Value {
  const [x, y] = [flags(a), flags(b)];
  if (!x || !y) return ANY;
  return flagValue(
    x.names.filter((name) => !y.names.includes(name)),
    x.exact,
  );
}
