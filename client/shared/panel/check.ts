// Small checks that the parsers of the panel are built from. A parser gives null for whatever it does
// not know: a webview, and an extension, can be sent anything.

export type Known = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Known {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of at most `most` UTF-16 units, or null. */
export function text(value: unknown, most: number): string | null {
  return typeof value === 'string' && value.length <= most ? value : null;
}

/** A whole number within bounds, or null. */
export function whole(value: unknown, min: number, max: number): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : null;
}

/** A list of at most `most` items that all parse, or null. */
export function list<T>(value: unknown, most: number, parse: (item: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length > most) return null;
  const items: T[] = [];
  for (const item of value as unknown[]) {
    const parsed = parse(item);
    if (parsed === null) return null;
    items.push(parsed);
  }
  return items;
}

/** Numbers by name, or null. Names are plain words, so that none can reach a prototype. */
export function numbers(value: unknown, most = 64): Record<string, number> | null {
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > most) return null;
  for (const [name, number] of entries)
    if (!/^[A-Za-z]\w{0,63}$/.test(name) || typeof number !== 'number' || !Number.isFinite(number))
      return null;
  return Object.fromEntries(entries) as Record<string, number>;
}

/** One of the strings listed, or null. */
export function oneOf<T extends string>(value: unknown, all: readonly T[]): T | null {
  return all.find((each) => each === value) ?? null;
}

/** What is not given is fine (undefined), what is given must parse (null when it does not). */
export function optional<T>(value: unknown, parse: (value: unknown) => T | null): T | null | undefined {
  return value === undefined ? undefined : parse(value);
}
