// What a booted kernel said on its console: how the exerciser did, what was counted, what the kernel minded.

/** Lines of a kernel that is not well. */
const WRONG = [
  [/\bBUG: |kernel BUG at /, 'BUG'],
  [/\bWARNING: /, 'WARNING'],
  [/\bOops: |general protection fault|unable to handle (?:kernel|page fault)/i, 'Oops'],
  [/\bBad (?:page|rss-counter)|bad pte/i, 'Bad page'],
  [/rcu(?:_\w+)? (?:detected|self-detected) stall|rcu: INFO:/, 'RCU stall'],
  [/soft lockup|hard LOCKUP|blocked for more than \d+ seconds/, 'lockup'],
  [/possible (?:circular|recursive) locking|inconsistent lock state/, 'lockdep'],
  [/Kernel panic/, 'panic'],
  [
    /\bEXT4-fs error|XFS .*(?:Corruption|shutdown)|BTRFS (?:error|critical)|F2FS-fs .*(?:error|inconsist)/i,
    'file system',
  ],
  [/Buffer I\/O error|I\/O error, dev/, 'I/O error'],
];

const COUNTS = ['equal', 'placeholder', 'truncated', 'tagged', 'differs'];

/**
 * @typedef {{ helper: string, function: string, file: string, line: number, equal: number, placeholder: number,
 *   truncated: number, tagged: number, differs: number }} Site
 */

/** One line of /proc/page_mapping_checks, or null for its heading. @returns {Site | null} */
export function siteOf(line) {
  const [, numbers, helper, within, file, at] =
    /^((?:-?\d+ ){5})(\S+) (\S+) (\S+):(\d+)$/.exec(line.trim()) ?? [];
  if (numbers === undefined) return null;
  const values = numbers.trim().split(' ').map(Number);
  return {
    helper,
    function: within,
    file: file.replace(/^(?:\.\.\/)+/, ''),
    line: Number(at),
    ...Object.fromEntries(COUNTS.map((name, index) => [name, values[index]])),
  };
}

/**
 * @returns {{ result: 'ok' | 'fail' | 'none', fails: string[], counts: Record<string, number>,
 *   events: Record<string, number>, sites: Site[], wrong: { kind: string, text: string }[], filesystems: string[] }}
 */
export function parseConsole(text) {
  const seen = { result: 'none', fails: [], counts: {}, events: {}, sites: [], wrong: [], filesystems: [] };
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const at = line.indexOf('VERIFY ');
    if (at >= 0) {
      said(seen, line.slice(at + 'VERIFY '.length));
      continue;
    }
    const kind = WRONG.find(([pattern]) => pattern.test(line))?.[1];
    if (kind !== undefined) seen.wrong.push({ kind, text: line.replace(/^\[\s*\d+\.\d+\]\s*/, '') });
  }
  return seen;
}

/** Swap is no file system; and the kernel may speak in between: `xfs on /d[    3.3] …`. */
function said(seen, words) {
  const [first, ...rest] = words.split(' ');
  if (first === 'RESULT') seen.result = rest[0] === 'ok' ? 'ok' : 'fail';
  else if (first === 'FAIL') seen.fails.push(rest.join(' '));
  else if (first === 'COUNT') seen.counts[rest[0]] = Number.parseInt(rest[1], 10);
  else if (first === 'EVENT') seen.events[rest[0]] = Number.parseInt(rest[1], 10);
  else if (first === 'CHECKS') {
    const site = siteOf(rest.join(' '));
    if (site) seen.sites.push(site);
  } else if (rest[0] === 'on' && rest[1]?.startsWith('/d') && first !== 'swap') seen.filesystems.push(first);
}

/** A helper that answers whether a record is truncated: that field and value differ there is its answer. */
export function isTest({ helper }) {
  return helper.endsWith('_is_truncated');
}

/** One record for each site of a header's inline function, which every file that reads it has anew. */
export function bySite(sites) {
  const merged = new Map();
  for (const site of sites) {
    const key = `${site.file}:${site.line}:${site.helper}:${site.function}`;
    const one = merged.get(key);
    if (!one) merged.set(key, { ...site });
    else for (const name of COUNTS) one[name] += site[name];
  }
  return [...merged.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

/** Sums over sites; `mismatches` are values that differ from the field where that is no answer of a test. */
export function totals(sites) {
  const sum = (of, name) => of.reduce((all, site) => all + site[name], 0);
  const values = sites.filter((site) => !isTest(site));
  const tests = sites.filter(isTest);
  return {
    sites: sites.length,
    checks: COUNTS.reduce((all, name) => all + sum(sites, name), 0),
    ...Object.fromEntries(COUNTS.map((name) => [name, sum(sites, name)])),
    mismatches: sum(values, 'differs'),
    mismatchSites: values.filter((site) => site.differs > 0),
    testsThatDiffered: tests.filter((site) => site.differs > 0 || site.truncated > 0),
  };
}

/** Whether a boot proves anything: the exerciser ended well, and the kernel minded nothing. */
export function isWell({ result, wrong, sites }) {
  return result === 'ok' && wrong.length === 0 && totals(sites).mismatches === 0;
}
