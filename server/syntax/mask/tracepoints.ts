import { argumentsOf, closing, Patches, type Span } from './scan.ts';

const HEAD = /^[ \t]*((?:TRACE_EVENT|DECLARE_EVENT_CLASS|DECLARE_TRACE|DEFINE_EVENT)\w*)[ \t]*\(/gm;

/**
 * `TRACE_EVENT(name, TP_PROTO(params), TP_ARGS(…), TP_STRUCT__entry(…), TP_fast_assign(body), …);`
 * is a function with parameters and a body: it becomes `void name (params) { body }`, offsets kept,
 * everything else blank. `__entry` stays an undeclared name, which is what it is in the source.
 * An event without a body of its own (`DEFINE_EVENT`) is blanked whole.
 */
export function maskTracepoints(text: string): string {
  const patches = new Patches();
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match; match = HEAD.exec(text)) {
    const start = match.index + match[0].search(/\S/);
    const open = match.index + match[0].length - 1;
    const list = argumentsOf(text, open);
    if (!list || start + 4 > open) continue;
    const [name, ...parts] = list.args;
    const proto = parts.find((part) => startsWith(text, part, 'TP_PROTO'));
    const body = parts.find((part) => startsWith(text, part, 'TP_fast_assign'));
    const end = text[list.end] === ';' ? list.end + 1 : list.end;
    if (!name || !proto) continue;
    if (!body) {
      patches.blank(text, start, end);
      continue;
    }
    const protoOpen = text.indexOf('(', proto.start);
    const protoEnd = closing(text, protoOpen);
    const bodyOpen = text.indexOf('(', body.start);
    const bodyEnd = closing(text, bodyOpen);
    if (protoEnd < 0 || bodyEnd < 0 || protoEnd > body.start) continue;
    patches.put(start, 'void'.padEnd(name.start - start));
    patches.blank(text, name.end, protoOpen);
    patches.blank(text, protoEnd, bodyOpen);
    patches.put(bodyOpen, '{');
    patches.put(bodyEnd - 1, '}');
    patches.blank(text, bodyEnd, end);
  }
  return patches.apply(text);
}

function startsWith(text: string, span: Span, word: string): boolean {
  return text.startsWith(word, span.start);
}
