// What the proof found, for people: one Markdown page of tables.
import { bySite, isTest, totals } from './console.mjs';

const list = (lines) => lines.map((line) => `- ${line}`);
const minutes = (seconds) =>
  seconds >= 120 ? `${(seconds / 60).toFixed(1)} min` : `${Math.round(seconds)} s`;
const code = (text) => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;

/** @param {{ kernel: string, builds: any[], stages: any[], coverage: any[], boots: any[], patches: any[], mutants: any[] }} found */
export function report(found) {
  return `${[
    `# Proof on Linux ${found.kernel}`,
    ...stages(found.stages),
    ...builds(found.builds),
    ...coverages(found.coverage),
    ...boots(found.boots),
    ...series(found.patches),
    ...mutants(found.mutants),
  ].join('\n')}\n`;
}

function stages(all) {
  if (all.length === 0) return [];
  return [
    '\n## Stages\n',
    '| stage | edits | files | left | seconds | `mapshift verify` |',
    '|---|---|---|---|---|---|',
    ...all.map(({ stage, edits, files, left, seconds, verify }) => {
      const places = Object.values(left).reduce((sum, each) => sum + each, 0);
      return `| ${stage} | ${edits} | ${files} | ${places} | ${seconds.toFixed(1)} | ${verify.length === 0 ? 'right' : `${verify.length} errors`} |`;
    }),
    ...all.flatMap(({ stage, verify }) =>
      verify.length > 0
        ? [`\n### ${stage}: what verify minds\n`, ...list(verify.slice(0, 50).map(code))]
        : [],
    ),
  ];
}

function builds(all) {
  if (all.length === 0) return [];
  return [
    '\n## Builds\n',
    '| state | configuration | compiler | objects compiled | time | errors | warnings | new |',
    '|---|---|---|---|---|---|---|---|',
    ...all.map((one) => {
      const count = (level) => one.complaints.filter((each) => each.level === level).length;
      return `| ${one.state} | ${one.config} | ${one.compiler} | ${one.objects} | ${minutes(one.seconds)} | ${count('error')} | ${count('warning')} | ${one.fresh.length} |`;
    }),
    ...all.flatMap(({ state, config, compiler, fresh }) =>
      fresh.length > 0
        ? [`\n### New in ${state}, ${config}, ${compiler}\n`, ...list(fresh.slice(0, 100).map(code))]
        : [],
    ),
  ];
}

function coverages(all) {
  return all.flatMap(({ stage, lines, compiled, macros, files, left }) => [
    `\n## Changed lines that a compiler saw: ${stage}\n`,
    `${lines} lines in ${files} files: ${compiled} compiled in at least one configuration, ${macros} in macros of files that are, ${left.length} not compiled.`,
    ...(left.length > 0 ? [''] : []),
    ...list(
      left.map(
        ({ file, line, text, built }) =>
          `${file}:${line}: ${code(text.trim())}${built ? ' (another part of the file is compiled)' : ''}`,
      ),
    ),
  ]);
}

function boots(all) {
  return all.flatMap(({ state, seconds, wall, result, fails, wrong, counts, events, filesystems, sites }) => {
    const sum = totals(sites);
    const counted = (of) =>
      Object.entries(of)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    return [
      `\n## Boot: ${state}\n`,
      `${minutes(seconds)} of exercise in ${minutes(wall)}: **${result}**, ${fails.length} failures, ${wrong.length} lines of the kernel that are wrong. On ${filesystems.join(', ')}, tmpfs.`,
      ...list([...fails, ...wrong.map(({ kind, text }) => `${kind}: ${text}`)].slice(0, 40).map(code)),
      `\nDone: ${counted(counts)}.\n\nThe kernel: ${counted(events)}.`,
      ...(sites.length === 0
        ? []
        : [
            `\n${sum.checks} checks at ${sum.sites} sites: ${sum.equal} equal, ${sum.placeholder} with the placeholder, ${sum.truncated} truncated, ${sum.tagged} tagged; ${sum.mismatches} values that differ, at ${sum.mismatchSites.length} sites.`,
            '\n| site | function | helper | equal | placeholder | truncated | tagged | differs |',
            '|---|---|---|---|---|---|---|---|',
            ...bySite(sites).map(
              (site) =>
                `| ${site.file}:${site.line} | ${site.function} | ${site.helper} | ${site.equal} | ${site.placeholder} | ${site.truncated} | ${site.tagged} | ${site.differs}${site.differs > 0 && isTest(site) ? ' (an answer)' : ''} |`,
            ),
          ]),
    ];
  });
}

function series(all) {
  return all.flatMap(({ stage, results }) => [
    `\n## Patches of ${stage}\n`,
    '| patch | files | objects compiled behind it | new complaints |',
    '|---|---|---|---|',
    ...results.map(
      ({ name, files, looked, complaints }) => `| ${name} | ${files} | ${looked} | ${complaints.length} |`,
    ),
    ...list(results.flatMap(({ name, complaints }) => complaints.map((line) => `${name}: ${code(line)}`))),
  ]);
}

function mutants(all) {
  if (all.length === 0) return [];
  const caught = all.filter(({ caught: by }) => by !== null).length;
  return [
    '\n## Mutants\n',
    `${caught} of ${all.length} wrong conversions are caught.\n`,
    '| mutant | what is wrong | place | caught by | all that see it | how |',
    '|---|---|---|---|---|---|',
    ...all.map(
      ({ name, kind, file, function: within, caught: by, seenBy }) =>
        `| ${name} | ${kind} | ${file}, ${within}() | ${by?.by ?? '**nobody**'} | ${seenBy.join(', ')} | ${by ? code(by.how.slice(0, 160)) : ''} |`,
    ),
  ];
}
