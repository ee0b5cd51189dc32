// Small, dependency-free pieces of the trace formats.

/** A checksum of a text (FNV-1a, 32 bits), as seven characters of base 36. */
export function checksum(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36).padStart(7, '0');
}

/** Numbers from 0 to 35 as one character each. */
export function digit(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 35) throw new RangeError(`${value} has no digit`);
  return value.toString(36);
}

/** The number of a character that `digit` gave, or NaN. */
export function undigit(character: string): number {
  return /^[0-9a-z]$/.test(character) ? Number.parseInt(character, 36) : Number.NaN;
}
