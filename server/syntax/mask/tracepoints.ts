import type { Brackets } from './brackets.ts';
import { argumentsOf, Patches, type Span } from './scan.ts';

const HEAD = /^[ \t]*((?:TRACE_EVENT|DECLARE_EVENT_CLASS|DECLARE_TRACE|DEFINE_EVENT)\w*)[ \t]*\(/gm;

/** The parts of an event that hold C, in the order of the source. */
const PARTS = ['TP_CONDITION', 'TP_fast_assign', 'TP_printk'] as const;

/**
 * `TRACE_EVENT(name, TP_PROTO(params), TP_ARGS(…), TP_STRUCT__entry(…), TP_fast_assign(body), …);`
 * is a function with parameters and a body: it becomes `void name (params) { body }`, offsets kept.
 * A condition becomes an `if`, what is printed a call; everything else is blank. `__entry` stays an
 * undeclared name, which is what it is in the source. An event that runs no code of its own
 * (`DEFINE_EVENT`) is blanked whole.
 */
export function maskTracepoints(text: string, brackets: Brackets): string {
  const patches = new Patches();
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match; match = HEAD.exec(text)) {
    const start = match.index + match[0].search(/\S/);
    const open = match.index + match[0].length - 1;
    const list = argumentsOf(brackets, open);
    if (list && start + 4 <= open) maskEvent(text, brackets, { start, ...list }, patches);
  }
  return patches.apply(text);
}

interface Event {
  readonly start: number;
  readonly end: number;
  readonly args: readonly Span[];
}

function maskEvent(text: string, brackets: Brackets, event: Event, patches: Patches): void {
  const proto = event.args.findIndex((arg) => text.startsWith('TP_PROTO', arg.start));
  // the event's own name stands last before its prototype: DEFINE_EVENT names the class first
  const name = event.args[proto - 1];
  const prototype = calledAt(event.args[proto]);
  if (!name || !prototype) return;
  const semicolon = text[event.end] === ';';
  const end = semicolon ? event.end + 1 : event.end;
  const parts = PARTS.flatMap((word) => {
    const part = event.args.slice(proto + 1).find((arg) => text.startsWith(word, arg.start));
    const called = calledAt(part);
    if (!part || !called) return [];
    // `{1, "one"}` among the things printed is no C
    if (word === 'TP_printk' && (!semicolon || text.slice(called.open, called.end).includes('{'))) return [];
    // an `if` needs a statement behind it
    if (word === 'TP_CONDITION' && !semicolon && part === event.args.at(-1)) return [];
    return [{ word, start: part.start, ...called }];
  }).sort((a, b) => a.start - b.start);
  const first = parts[0];
  if (!first) {
    patches.blank(text, event.start, end);
    return;
  }
  patches.put(event.start, 'void');
  patches.blank(text, event.start + 4, name.start);
  patches.blank(text, name.end, prototype.open);
  let at = prototype.end;
  const put = (offset: number, what: string): void => {
    patches.blank(text, at, offset);
    patches.put(offset, what);
    at = offset + what.length;
  };
  put(text.indexOf(',', prototype.end), '{');
  for (const part of parts) {
    if (part.word === 'TP_fast_assign') {
      put(part.open, '{');
      at = part.end - 1;
      put(part.end - 1, '}');
    } else {
      put(part.start, part.word === 'TP_CONDITION' ? 'if'.padEnd(part.open - part.start) : part.word);
      at = part.end;
      // the comma behind it, or the closing bracket of the whole
      put(part.end + text.slice(part.end).search(/[,)]/), ';');
    }
  }
  put(end - 1, '}');

  function calledAt(part: Span | undefined): { open: number; end: number } | null {
    if (!part) return null;
    const open = text.indexOf('(', part.start);
    const closed = open < 0 || open >= part.end ? -1 : brackets.closing(open);
    return closed < 0 ? null : { open, end: closed };
  }
}
