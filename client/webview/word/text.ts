import type { WordState } from '../../shared/wordProtocol.ts';
import type { WordView } from './model.ts';

/** What the page shows as plain text, to paste into a mail. */
export function asText(state: WordState, view: WordView): string {
  const accessors = view.accessors.map(({ name, today, under }) =>
    today === under ? `  ${name}: ${today}` : `  ${name}: ${today}; as chosen: ${under}`,
  );
  const readers = view.readers.map(
    (row) => `${row.chosen ? '* ' : '  '}${row.scheme}: ${row.sees} (${row.outcome})`,
  );
  return [
    view.summary,
    `0x${view.digits}: ${view.word}; the bits say ${view.bitsSay}.`,
    ...(view.collision === null ? [] : [view.collision]),
    '',
    'Accessors:',
    ...accessors,
    '',
    `Unconverted code, ${state.access}:`,
    ...readers,
    '',
    ...view.notes,
    '',
  ].join('\n');
}
