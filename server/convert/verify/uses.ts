import type { TrackedField } from '../../conversion/field.ts';
import type { CParser } from '../../syntax/parser.ts';
import { type Entry, ledgerOf } from './ledger.ts';
import { Findings, type Revised, type Version } from './model.ts';
import { roomFor } from './values.ts';

/**
 * No use is lost and none invented: what a function asked of the field before, it asks now, of the same record and
 * in the same polarity, through the field or a helper. Only where `mayDrop` may a value stand in its place.
 */
export function usesKept(
  files: readonly Revised[],
  field: TrackedField,
  parser: CParser,
  mayDrop: boolean,
): Findings {
  const found = new Findings('uses');
  for (const { before, after } of files) {
    const file = (after ?? before)?.report.file ?? '';
    const old = grouped(before, field, parser);
    const now = grouped(after, field, parser);
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      found.looked += old.get(name)?.length ?? 0;
      const { lost, invented } = unmatched(old.get(name) ?? [], now.get(name) ?? []);
      const within = name === '' ? null : name;
      const place = name === '' ? 'at file scope' : `in ${name}()`;
      const values = lost.filter(({ what }) => what === 'value');
      const room =
        mayDrop && values.length > 0 && before && after ? roomFor(before, after, within, field, parser) : 0;
      let replaced = 0;
      for (const entry of lost) {
        if (entry.what === 'value' && replaced < room) {
          replaced++;
          continue;
        }
        const turned = invented.findIndex(
          (each) => each.pointer === entry.pointer && each.what === entry.what,
        );
        const [other] = turned < 0 ? [] : invented.splice(turned, 1);
        if (other)
          found.error(
            file,
            other.offset,
            `the ${said(entry)} of ${entry.pointer} ${place} was "${entry.how}" and is "${other.how}" now`,
            within,
          );
        else found.error(file, null, `the ${said(entry)} of ${entry.pointer} ${place} is lost`, within);
      }
      for (const entry of invented)
        found.error(
          file,
          entry.offset,
          `a ${said(entry)} of ${entry.pointer} ${place} was not there before`,
          within,
        );
    }
  }
  return found;
}

function said({ what, how }: Entry): string {
  return what === 'value' ? 'read' : what === 'test' ? 'test' : how;
}

function grouped(version: Version | null, field: TrackedField, parser: CParser): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of version ? ledgerOf(version, field, parser) : []) {
    const name = entry.function ?? '';
    const known = groups.get(name);
    if (known) known.push(entry);
    else groups.set(name, [entry]);
  }
  return groups;
}

/** What is left of both sides once what is asked on both is taken away. */
function unmatched(before: readonly Entry[], after: readonly Entry[]): { lost: Entry[]; invented: Entry[] } {
  const invented = [...after];
  const take = (same: (entry: Entry) => boolean): boolean => {
    const at = invented.findIndex(same);
    if (at >= 0) invented.splice(at, 1);
    return at >= 0;
  };
  const rest = before.filter((old) => !take((now) => alike(old, now) && old.how === now.how));
  // a test for NULL may be given the value to compare with
  const lost = rest.filter(
    (old) => !take((now) => alike(old, now) && now.byTest && now.how.startsWith(`${old.how}, against `)),
  );
  return { lost, invented };
}

function alike(a: Entry, b: Entry): boolean {
  return a.what === b.what && a.pointer === b.pointer;
}
