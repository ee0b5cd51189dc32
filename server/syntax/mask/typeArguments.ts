/**
 * A type handed to a macro is no expression: `container_of(work, struct async_chunk, work)`. Joining
 * the two words, `struct_async_chunk`, makes it a name. Readers take the type from the original text.
 * Only a type alone between commas (or a comma and the closing bracket) is joined: casts, `sizeof`,
 * `offsetof` and parameter lists have other neighbours.
 */
const TYPE_ARGUMENT = /([(,]\s*)(struct|union|enum) (\w+)(?=(\s*)([,)]))/g;

export function maskTypeArguments(text: string): string {
  return text.replace(
    TYPE_ARGUMENT,
    (whole, before: string, tag: string, name: string, _gap, after: string, at: number) =>
      before.startsWith('(') && (after === ')' || KEEPS_TYPE.test(text.slice(Math.max(0, at - 12), at)))
        ? whole
        : `${before}${tag}_${name}`,
  );
}

/** Forms whose first operand is a type in the grammar itself. */
const KEEPS_TYPE = /\b(?:offsetof|__builtin_va_arg|va_arg|_Generic)\s*$/;
