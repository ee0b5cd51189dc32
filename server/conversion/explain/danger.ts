import type { Access, Role } from '../model.ts';

/**
 * What goes wrong in unconverted code once the word points to the article's structures. The simulation's
 * rawSight() shows each of these on a model of the word; a test holds the two together.
 */
export function danger(access: Access, role: Role, noun: string, anonTag: string): string {
  switch (access) {
    case 'dereference':
      return 'a tagged pointer (`page_wait`, bit 0) loads garbage and oopses at its first use; an untagged `page_mapping` is silently taken for the `address_space`, so that `->host` yields the `address_space` itself.';
    case 'null-test':
      return role === 'bounce'
        ? `nothing but a bounce page may keep a NULL word, and a truncated ${noun} no longer does.`
        : `the word stays set: a truncated ${noun} passes for a live one, and nothing reports it.`;
    case 'compare':
      return role === 'truncation'
        ? `the word never equals a mapping: every live ${noun} looks truncated, so the code drops it or retries for ever.`
        : `the word never equals a mapping: every ${noun} with something attached looks like another file's.`;
    case 'tag-test':
      return `bit 0 of a \`page_wait\` pointer is \`${anonTag}\`: a file ${noun} with waiters passes for an anonymous one.`;
    case 'write':
      return 'the store overwrites the only pointer to what is attached: a `page_mapping` leaks, waiters in a `page_wait` are never woken.';
    case 'read':
    case 'init':
      return 'the copy points to `page_mapping` or `page_wait`, not to a mapping, and every later use of it goes wrong out of sight of the field.';
    case 'argument':
      return 'the callee gets a pointer to `page_mapping` or `page_wait` with the type of a mapping: the compiler cannot object.';
    case 'address':
      return 'whoever holds the address reads or replaces the raw word, attachment and tag bits included.';
    case 'offsetof':
      return 'nothing is read here, but the layout that this relies on changes with the field.';
  }
}
