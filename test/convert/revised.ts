import type { Revised } from '../../server/convert/verify/index.ts';
import { reportsOf } from '../support/analyse.ts';
import { Fixture } from '../support/fixture.ts';

/** What differs between two trees, as git or a folder tells it. */
export function revised(before: Fixture, after: Fixture): Revised[] {
  const sources = (fixture: Fixture): Fixture =>
    new Fixture(new Map([...fixture.files].filter(([file]) => /\.[ch]$/.test(file))), [], new Map());
  const [old, now] = [reportsOf(sources(before)), reportsOf(sources(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((file) => before.files.get(file) !== after.files.get(file))
    .map((file) => {
      const [was, is] = [old.get(file), now.get(file)];
      return {
        before: was ? { text: before.text(file), report: was } : null,
        after: is ? { text: after.text(file), report: is } : null,
      };
    });
}
