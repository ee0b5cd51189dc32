// Whether a rewriting of a truncation test is right, judged by its texts alone: what the code asked before
// and what it asks afterwards must agree for every value that the field can have.

/** `{ negated, pointer, expected }` of `!page_is_truncated(page, mapping)`; null for any other text. */
export function helperCall(text) {
  const call = /^(!?)(?:page|folio)_is_truncated\((.*)\)$/s.exec(bare(compact(text)));
  if (!call) return null;
  const inner = call[2];
  const comma = lastComma(inner);
  if (comma < 0) return null;
  return { negated: call[1] === '!', pointer: inner.slice(0, comma), expected: inner.slice(comma + 1) };
}

/**
 * Whether a test and a helper's call ask the same. `passedAsNull` is what a call passes that only asks for NULL.
 * @returns {{ right: boolean, why: string }}
 */
export function judged(before, after, passedAsNull) {
  const call = helperCall(after);
  if (!call) return { right: false, why: 'no call of the helper' };
  const test = testOf(before);
  if (!test) return { right: false, why: 'no test that can be read' };
  const access = test.access;
  const wanted = call.pointer.startsWith('&')
    ? `${call.pointer.slice(1)}.mapping`
    : `${bare(call.pointer)}->mapping`;
  if (bare(access).replace(/^\((.*)\)->/, '$1->') !== wanted.replace(/^\((.*)\)->/, '$1->'))
    return { right: false, why: `asks about ${call.pointer}, not about ${access}` };
  const onlyNull = call.expected === passedAsNull || call.expected === 'NULL';
  if ((test.other === null) !== onlyNull)
    return {
      right: false,
      why: onlyNull
        ? 'the comparison is lost'
        : `compares with ${call.expected}, and the code only asked for NULL`,
    };
  if (test.other !== null && bare(test.other) !== bare(call.expected))
    return { right: false, why: `compares with ${call.expected}, not with ${test.other}` };
  // the field is NULL, what is expected, or another file's
  for (const field of [0, 1, 2]) {
    const other = test.other === null ? 0 : 1;
    const asked = (field === other) === test.equal;
    const truncated = field === 0 || (test.other !== null && field !== other);
    if (asked !== (call.negated ? !truncated : truncated)) return { right: false, why: 'says the opposite' };
  }
  return { right: true, why: 'asks the same' };
}

/** `{ access, other, equal }`: whether the field equals something; `other` is null for NULL. */
function testOf(text) {
  let code = bare(compact(text));
  let flips = 0;
  while (code.startsWith('!') && !code.startsWith('!=')) {
    const inner = bare(code.slice(1));
    // `!a == b` compares what is negated
    if (inner === code.slice(1) && /[^=!]==|!=/.test(outside(inner))) break;
    code = inner;
    flips++;
  }
  const found = /^(.*?)(==|!=)(.*)$/s.exec(code);
  const flipped = flips % 2 === 1;
  if (!found) return isAccess(code) ? { access: unwrapped(code), other: null, equal: flipped } : null;
  const [left, operator, right] = [bare(found[1]), found[2], bare(found[3])];
  const [access, other] =
    isAccess(left) && !(isAccess(right) && /^(?:page|folio)/.test(right)) ? [left, right] : [right, left];
  if (!isAccess(access)) return null;
  return {
    access: unwrapped(access),
    other: other === 'NULL' ? null : other,
    equal: (operator === '==') !== flipped,
  };
}

const isAccess = (code) => /(?:->|\.)mapping\)?$/.test(code);
const unwrapped = (code) => /^READ_ONCE\((.*)\)$/.exec(code)?.[1] ?? code;

/** Without blanks, but for those between two words. */
function compact(text) {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w ]) ?/g, '$1')
    .trim();
}

/** Without brackets all around. */
function bare(code) {
  if (!code.startsWith('(') || !code.endsWith(')')) return code;
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '(') depth++;
    else if (code[at] === ')' && --depth === 0 && at < code.length - 1) return code;
  }
  return bare(code.slice(1, -1));
}

/** What stands outside all brackets. */
function outside(code) {
  let depth = 0;
  return [...code]
    .filter((char) => {
      if (char === '(') depth++;
      if (char === ')') depth--;
      return depth === 0;
    })
    .join('');
}

function lastComma(code) {
  let depth = 0;
  for (let at = code.length - 1; at >= 0; at--) {
    if (code[at] === ')') depth++;
    else if (code[at] === '(') depth--;
    else if (code[at] === ',' && depth === 0) return at;
  }
  return -1;
}
