/**
 * Small C trees inside tests. One string holds several files and says, in comments that are taken
 * out again, where the cursor is and what is expected:
 *
 *     // @file mm/x.c
 *     int f(struct page *page)
 *     {
 *     	return page->/*$0*\/mapping != 0;
 *     	//     ^^^^^^^^^^^^^ page
 *     }
 *
 * `/*$0*\/` is the cursor, `/*<name>*\/` a named point, `/*<name>*\/…/*</name>*\/` a named range,
 * and a comment of carets labels what stands above it. Columns count UTF-16 units, tabs as one, in
 * the line above as it reads once the markers are gone.
 */

/** A place in a fixture's file: `offset`, `line` and `character` are 0-based UTF-16, as in LSP. */
export interface Point {
  readonly file: string;
  readonly offset: number;
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Point;
  readonly end: Point;
}

/** What a line of carets says. */
export interface Label {
  readonly range: Range;
  readonly text: string;
  readonly label: string;
}

export class Fixture {
  constructor(
    /** path → text without markers */
    readonly files: ReadonlyMap<string, string>,
    readonly labels: readonly Label[],
    private readonly markers: ReadonlyMap<string, Range>,
  ) {}

  /** The text of a file; of the only one when `path` is left out. @throws Error when there is no such file */
  text(path?: string): string {
    const names = [...this.files.keys()];
    const name = path ?? (names.length === 1 ? names[0] : undefined);
    const text = name === undefined ? undefined : this.files.get(name);
    if (text === undefined)
      throw new Error(`no file ${path ?? '(of several)'}: there are ${names.join(', ')}`);
    return text;
  }

  /** @throws Error when the fixture has no cursor */
  get cursor(): Point {
    return this.point('$0');
  }

  /** Where a marker stands, or where its range begins. @throws Error when there is no such marker */
  point(name: string): Point {
    return this.range(name).start;
  }

  range(name: string): Range {
    const range = this.markers.get(name);
    if (!range)
      throw new Error(`no marker ${name}: there are ${[...this.markers.keys()].join(', ') || 'none'}`);
    return range;
  }
}

const FILE = /^\s*\/\/ @file (\S+)\s*$/;
const CARETS = /^(\s*\/\/\s*)(\^+)\s*(.*?)\s*$/;
const MARKER = /\/\*(\$0|<\/?[\w-]+>)\*\//g;

/** @throws Error when a marker is there twice or closes nothing, or carets point at nothing */
export function parseFixture(source: string, unnamed = 'main.c'): Fixture {
  const files = new Map<string, string>();
  const labels: Label[] = [];
  const markers = new Map<string, Range>();
  for (const [file, lines] of split(source, unnamed)) {
    const kept: string[] = [];
    let offset = 0;
    for (const raw of lines) {
      const carets = CARETS.exec(raw);
      if (carets) {
        const above = kept[kept.length - 1] ?? '';
        const character = carets[1]?.length ?? 0;
        const length = carets[2]?.length ?? 0;
        if (character + length > above.length) throw new Error(`${file}: carets point behind "${above}"`);
        const start: Point = {
          file,
          offset: offset - above.length - 1 + character,
          line: kept.length - 1,
          character,
        };
        labels.push({
          range: { start, end: ahead(start, length) },
          text: above.slice(character, character + length),
          label: carets[3] ?? '',
        });
        continue;
      }
      const line = takeMarkers(raw, { file, offset, line: kept.length, character: 0 }, markers);
      kept.push(line);
      offset += line.length + 1;
    }
    files.set(file, kept.join('\n'));
  }
  return new Fixture(files, labels, markers);
}

/** Two fixtures in one string, under the lines `// @before` and `// @after`. */
export function parseBeforeAfter(source: string, unnamed?: string): { before: Fixture; after: Fixture } {
  const parts = /^\s*\/\/ @before *\n([\s\S]*?)^\s*\/\/ @after *\n([\s\S]*)$/m.exec(source);
  if (!parts) throw new Error('a fixture of a change needs "// @before" and then "// @after"');
  return { before: parseFixture(parts[1] ?? '', unnamed), after: parseFixture(parts[2] ?? '', unnamed) };
}

/**
 * A file with a line of carets under each place, for snapshots: the opposite of parseFixture.
 * A place in the first two columns cannot be underlined and is told behind an arrow.
 */
export function underline(
  text: string,
  places: readonly { line: number; character: number; length: number; label: string }[],
): string {
  return text
    .split('\n')
    .flatMap((source, line) => {
      const here = places.filter((place) => place.line === line).sort((a, b) => a.character - b.character);
      const notes = here.map(({ character, length, label }) => {
        const indent = /^\t*/.exec(source.slice(0, Math.max(0, character - 2)))?.[0] ?? '';
        const gap = character - indent.length - 2;
        const carets = gap < 0 ? '<-' : `${' '.repeat(gap)}${'^'.repeat(Math.max(1, length))}`;
        return `${indent}//${carets} ${label}`.trimEnd();
      });
      return [source, ...notes];
    })
    .join('\n');
}

function* split(source: string, unnamed: string): Generator<[string, string[]]> {
  const lines = dedent(source);
  let name: string | null = null;
  let body: string[] = [];
  for (const line of lines) {
    const head = FILE.exec(line)?.[1];
    if (head === undefined) {
      body.push(line);
      continue;
    }
    if (name !== null) yield [name, [...body, '']];
    else if (body.some((text) => text.trim()))
      throw new Error(`text before the first @file: ${body.join('\n')}`);
    name = head;
    body = [];
  }
  yield [name ?? unnamed, body[body.length - 1] === '' ? body : [...body, '']];
}

/** Without the first empty line, the closing line of blanks, and the spaces that all lines begin with. */
function dedent(source: string): string[] {
  const lines = source
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(Math.min(common, line.length)));
}

function takeMarkers(raw: string, start: Point, markers: Map<string, Range>): string {
  let text = '';
  let last = 0;
  for (const match of raw.matchAll(MARKER)) {
    text += raw.slice(last, match.index);
    last = match.index + match[0].length;
    const point = ahead(start, text.length);
    const tag = match[1] ?? '';
    const name = tag.replace(/^<\/?|>$/g, '');
    const open = markers.get(name);
    if (tag.startsWith('</')) {
      if (open?.start.file !== start.file) throw new Error(`${start.file}: ${tag} closes nothing`);
      markers.set(name, { start: open.start, end: point });
    } else {
      if (open) throw new Error(`${start.file}: the marker ${name} is there twice`);
      markers.set(name, { start: point, end: point });
    }
  }
  return text + raw.slice(last);
}

function ahead(point: Point, length: number): Point {
  return { ...point, offset: point.offset + length, character: point.character + length };
}
