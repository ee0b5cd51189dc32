import type { Use } from '../conversion/model.ts';

const STYLE: Readonly<Record<string, number>> = {
  raw: 33,
  helper: 36,
  parameter: 36,
  passed: 36,
  checked: 32,
  converted: 32,
  owner: 35,
  'no-source': 90,
};

/** ANSI colour by stage when wanted. */
export function paint(text: string, code: number | undefined, colour: boolean): string {
  return colour && code !== undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/** Columns padded to their widest cell; the last one is left as long as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The human form of `mapshift uses`: a file a block, a use a line. */
export function usesTable(uses: readonly Use[], colour: boolean): string {
  let out = '';
  let file: string | null = null;
  const width = (pick: (use: Use) => string): number =>
    uses.reduce((most, use) => Math.max(most, pick(use).length), 0);
  const widths = {
    access: width((use) => use.access),
    role: width((use) => use.role),
    stage: width((use) => use.stage),
    record: width((use) => use.record ?? '?'),
  };
  for (const use of uses) {
    if (use.file !== file) {
      out += `${file === null ? '' : '\n'}${paint(use.file, 1, colour)}\n`;
      file = use.file;
    }
    const where = `${use.line}:${use.column}`.padStart(9);
    const [best] = use.sources;
    const source = best
      ? `${best.expression}${best.confidence === 'guess' ? '?' : ''}`
      : use.stage === 'no-source'
        ? '—'
        : '';
    const doubt =
      use.confidence === 'unknown' ? ' (type unknown)' : use.nearDamage ? ' (near a parse error)' : '';
    out += [
      where,
      (use.record ?? '?').padEnd(widths.record),
      use.access.padEnd(widths.access),
      use.role.padEnd(widths.role),
      paint(use.stage.padEnd(widths.stage), STYLE[use.stage], colour),
      `${use.function ?? '(file scope)'}${source ? `  ← ${source}` : ''}${doubt}`,
    ].join('  ');
    out += '\n';
  }
  return out;
}
