// What a word under the cursor, a watch or a condition stands for: a field by its full name
// (`page1.mapping`), a local of the process (`page`), what a local points to (`page->mapping`), or a field
// by its own name (`mapping`).
import type { Course } from './course.ts';

export interface Answer {
  /** Full name of the field. */
  readonly name: string;
  readonly value: string;
}

/** Names that C code calls a page by. */
const PAGE = /^(page|folio|fault_page|head|vmf->page)$/;

/** Every field that the text can mean, the most likely first; empty when there is none. */
export function evaluate(text: string, course: Course, process: number): Answer[] {
  const wanted = text
    .trim()
    .replace(/^[*&(\s]+|[)\s]+$/g, '')
    .replace(/\s*(->|\.)\s*/g, '.');
  if (wanted === '') return [];
  const values = course.line.values(course.at);
  const answer = (name: string): Answer[] => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, value }];
  };
  const exact = answer(wanted);
  if (exact.length > 0) return exact;
  const own = course.machine.processes[process]?.name ?? '';
  const local = answer(`${own}.${wanted}`);
  if (local.length > 0 && !wanted.endsWith('pc')) return local;
  const dot = wanted.indexOf('.');
  if (dot > 0) {
    const holder = wanted.slice(0, dot);
    const rest = wanted.slice(dot + 1);
    const target = values.get(`${own}.${PAGE.test(holder) ? 'page' : holder}`) ?? '';
    const followed = answer(`${target}.${rest}`);
    if (followed.length > 0) return followed;
    // the only thing of its sort has no number in its name
    const only = answer(`${target.replace(/1$/, '')}.${rest}`);
    if (only.length > 0) return only;
    return byOwnName(values, rest, PAGE.test(holder) ? 'page' : holder);
  }
  return byOwnName(values, wanted, '');
}

function byOwnName(values: ReadonlyMap<string, string>, own: string, holder: string): Answer[] {
  const found: Answer[] = [];
  for (const [name, value] of values) {
    const dot = name.lastIndexOf('.');
    const label = name.slice(0, dot);
    const fits = holder === '' || label.replace(/\d+$/, '') === holder;
    if (name.slice(dot + 1) === own && own !== 'pc' && fits) found.push({ name, value });
  }
  return found;
}

export interface Condition {
  readonly left: string;
  readonly equal: boolean;
  readonly right: string;
}

/** `page1.mapping == NULL`, `ref != 2`; undefined for anything else. */
export function readCondition(text: string): Condition | undefined {
  const match = /^\s*(\S.*?)\s*(==|!=)\s*(\S.*?)\s*$/.exec(text);
  const [, left, operator, right] = match ?? [];
  return left !== undefined && right !== undefined ? { left, equal: operator === '==', right } : undefined;
}

/** Does some field that the left side means have (or not have) the value? */
export function holdsHere({ left, equal, right }: Condition, course: Course, process: number): boolean {
  const answers = evaluate(left, course, process);
  return answers.length > 0 && answers.some(({ value }) => (value === right) === equal);
}
