import { describe, expect, test } from 'vitest';
import { Conditions } from '../../server/syntax/conditions.ts';

/** The condition around each `@`, in order. */
function conditions(text: string): (string | null)[] {
  const all = new Conditions(text);
  return [...text.matchAll(/@/g)].map((each) => all.at(each.index));
}

describe('conditions around a place', () => {
  test('none outside, and none behind the end', () => {
    expect(conditions('@\n#ifdef A\n#endif\n@')).toEqual([null, null]);
  });

  test('ifdef, ifndef, if defined', () => {
    expect(
      conditions('#ifdef A\n@\n#endif\n#ifndef A\n@\n#endif\n#if defined(A) && B > 1\n@\n#endif\n'),
    ).toEqual(['defined(A)', '!defined(A)', 'defined(A) && B > 1']);
  });

  test('each branch excludes those before it', () => {
    expect(conditions('#if A\n@\n#elif B\n@\n#elif C\n@\n#else\n@\n#endif\n@\n')).toEqual([
      'A',
      '!(A) && B',
      '!(A) && !(B) && C',
      '!(A) && !(B) && !(C)',
      null,
    ]);
    expect(conditions('#if A\n#elifdef B\n@\n#elifndef C\n@\n#endif\n')).toEqual([
      '!(A) && defined(B)',
      '!(A) && !defined(B) && !defined(C)',
    ]);
  });

  test('the else of an ifdef is no double negation', () => {
    expect(conditions('#ifdef A\n#else\n@\n#endif\n#ifndef A\n#else\n@\n#endif\n')).toEqual([
      '!defined(A)',
      'defined(A)',
    ]);
  });

  test('nested ones join, outermost first; an alternative gets brackets', () => {
    expect(conditions('#ifdef A\n#if B || C\n@\n#endif\n@\n#endif\n')).toEqual([
      'defined(A) && (B || C)',
      'defined(A)',
    ]);
  });

  test('continued lines and comments', () => {
    expect(conditions('#if defined(A) && \\\n\tdefined(B) /* why */\n@\n#endif // A\n')).toEqual([
      'defined(A) && defined(B)',
    ]);
    expect(conditions('#if A && \\\r\n  B\r\n@\r\n#endif\r\n')).toEqual(['A && B']);
  });

  test('space around the sign', () => {
    expect(conditions('  #  ifdef A\n@\n\t#\tendif\n@')).toEqual(['defined(A)', null]);
  });

  test('the guard of a header is no condition', () => {
    expect(conditions('/* x */\n#ifndef _H\n#define _H\n@\n#ifdef A\n@\n#endif\n#endif\n')).toEqual([
      null,
      'defined(A)',
    ]);
    expect(conditions('#ifndef _H\n#define _OTHER\n@\n#endif\n')).toEqual(['!defined(_H)']);
  });

  test('in the middle of a line a sign is none', () => {
    expect(conditions('char *s = "\\n#if A";\n@\n')).toEqual([null]);
    expect(conditions('a #ifdef B\n@\n')).toEqual([null]);
  });

  test('unbalanced ones do no harm', () => {
    expect(conditions('#endif\n#else\n@\n#elif A\n@\n#if B\n@\n')).toEqual([null, null, 'B']);
  });
});
