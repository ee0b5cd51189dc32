import { countsOf } from './diff.ts';

/** A patch as a mail that `git am` takes, and `git send-email` sends on. */
export interface Mail {
  /** `ext4: read page->mapping through fs_page_mapping()` */
  readonly subject: string;
  /** paragraphs of the message; wrapped here, lines that begin with a blank are kept as they are */
  readonly body: readonly string[];
  /** `Jane Doe <jane@example.org>` */
  readonly cc: readonly string[];
  /** one diff for each file, empty for a cover letter */
  readonly diffs: readonly { readonly file: string; readonly diff: string }[];
}

export interface Envelope {
  readonly author: string;
  readonly date: Date;
  /** `PATCH 03/12` */
  readonly tag: string;
}

/** What the kernel asks of a commit message. */
const WIDTH = 75;
/** columns of a diffstat */
const STAT = 79;

export function mailText(mail: Mail, { author, date, tag }: Envelope): string {
  const body = mail.body.map((paragraph) => filled(paragraph)).join('\n\n');
  const cc = mail.cc.map(address);
  const head = [
    `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001`,
    `From: ${address(author)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    ...folded('Subject', `[${tag}] ${mail.subject}`.split(/(?<= )/)),
    ...(cc.length > 0 ? folded('Cc', separated(cc)) : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
  ].join('\n');
  const patch = mail.diffs.map(({ diff }) => diff).join('');
  const rest = patch === '' ? '' : `---\n${diffstat(mail.diffs)}\n${patch}`;
  return `${head}\n\n${body}\n${rest}-- \nmapshift\n\n`;
}

/** The table of changed files that git puts above a patch. */
export function diffstat(diffs: Mail['diffs']): string {
  const rows = diffs.map(({ file, diff }) => ({ file, ...countsOf(diff) }));
  const most = Math.max(1, ...rows.map(({ added, removed }) => added + removed));
  const name = Math.min(60, Math.max(...rows.map(({ file }) => file.length)));
  const digits = String(most).length;
  const room = Math.max(10, STAT - name - digits - 5);
  const scale = Math.min(1, room / most);
  const marks = (sign: string, count: number): string =>
    sign.repeat(count === 0 ? 0 : Math.max(1, Math.round(count * scale)));
  const lines = rows.map(({ file, added, removed }) => {
    const shown = file.length > name ? `...${file.slice(file.length - name + 3)}` : file;
    const total = String(added + removed).padStart(digits);
    return ` ${shown.padEnd(name)} | ${total} ${marks('+', added)}${marks('-', removed)}`.trimEnd();
  });
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  const removed = rows.reduce((sum, row) => sum + row.removed, 0);
  const modes = diffs.flatMap(({ file, diff }) => {
    if (diff.includes('\nnew file mode')) return [` create mode 100644 ${file}`];
    return diff.includes('\ndeleted file mode') ? [` delete mode 100644 ${file}`] : [];
  });
  const counted = [
    `${rows.length} file${rows.length === 1 ? '' : 's'} changed`,
    ...(added > 0 ? [`${added} insertion${added === 1 ? '' : 's'}(+)`] : []),
    ...(removed > 0 ? [`${removed} deletion${removed === 1 ? '' : 's'}(-)`] : []),
  ].join(', ');
  return `${[...lines, ` ${counted}`, ...modes].join('\n')}\n`;
}

/** A paragraph in lines of at most 75 columns; a word that is longer stands alone. */
export function filled(paragraph: string, width = WIDTH): string {
  if (/^\s/.test(paragraph)) return paragraph;
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** A header of several lines where one would be too long for a mail. */
function folded(name: string, parts: readonly string[]): string[] {
  const lines: string[] = [];
  let line = `${name}: `;
  for (const part of parts) {
    if (line.length + part.trimEnd().length > 78 && line.trim() !== '' && line !== `${name}: `) {
      lines.push(line.trimEnd());
      line = ' ';
    }
    line += part;
  }
  return [...lines, line.trimEnd()];
}

function separated(addresses: readonly string[]): string[] {
  return addresses.map((each, at) => (at < addresses.length - 1 ? `${each}, ` : each));
}

/** An address that a mail's head may hold: a name with other than plain letters is quoted or encoded. */
export function address(written: string): string {
  const [, name = '', mail] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(written) ?? [];
  if (mail === undefined) return written.trim();
  const plain = name.replace(/^"(.*)"$/, '$1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII
  if (/[^\x00-\x7f]/.test(plain)) return `=?UTF-8?q?${encodedWord(plain)}?= <${mail}>`;
  return /[^\w\s'!#$%&*+/=?^`{|}~-]/.test(plain)
    ? `"${plain.replace(/["\\]/g, '\\$&')}" <${mail}>`
    : `${plain} <${mail}>`;
}

function encodedWord(text: string): string {
  return [...text]
    .map((char) => {
      if (/[A-Za-z0-9]/.test(char)) return char;
      if (char === ' ') return '_';
      return char.charCodeAt(0) < 0x80
        ? `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
        : encodeURIComponent(char).replaceAll('%', '=');
    })
    .join('');
}
