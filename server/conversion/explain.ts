import { ERA_FACTS, type Era } from '../../sim-core/machine/wordEras.ts';
import { danger } from './explain/danger.ts';
import { DOES, DONE, NEXT, type StepNames, WHY } from './explain/plain.ts';
import { clause, code, prose, written } from './explain/text.ts';
import { narrow, touched, wordLines } from './explain/word.ts';
import { type TrackedField, toldBy } from './field.ts';
import type { Confidence, Role, Use } from './model.ts';

/** What explainUse needs of a tracked field. */
export type ExplainedField = Pick<
  TrackedField,
  'records' | 'field' | 'tells' | 'substitute' | 'accessors' | 'ladder' | 'placeholder' | 'unusedParameters'
>;

export interface ExplainOptions {
  /** the kernel whose encoding to show; by default the newest that still uses the record this way */
  readonly era?: Era;
}

const MOST_SOURCES = 3;
const MOST_CAVEATS = 2;

/**
 * One use explained, as Markdown for a hover: what the code does, what the word can hold here, where the
 * value could come from instead, what breaks under indirection, and the next step. No HTML; 10 to 20 lines.
 */
export function explainUse(use: Use, field: ExplainedField, options: ExplainOptions = {}): string {
  const era = options.era ?? (use.record === 'page' ? '6.1' : '6.12');
  const blocks = [
    heading(use),
    whatItDoes(use, field),
    aboutWord(use, field) ? theWord(use, era) : '',
    fromElsewhere(use, field),
    whatBreaks(use, field, era),
    nextStep(use, field),
    footing(use),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/**
 * The same use in one line, for diagnostics, lists and trees: plain text but for code spans.
 * `page->mapping dereferenced in ext4_writepage: raw; inode->i_mapping is at hand`
 */
export function explainShort(use: Use): string {
  const place = use.function === null ? 'at file scope' : `in ${use.function}`;
  const where = use.record === null ? ' (record unknown)' : '';
  const damage = use.nearDamage ? ' (beside code that could not be parsed)' : '';
  return `${written(use)}${where} ${DONE[use.access]} ${place}: ${outlook(use)}${damage}`;
}

function outlook(use: Use): string {
  switch (use.stage) {
    case 'owner':
      return `owner, stays: ${clause(use.roleReason)}`;
    case 'no-source':
      return `no source${use.noSource ? `: ${clause(use.noSource)}` : ''}`;
    default: {
      const [best, ...others] = use.sources;
      if (!best) return `${use.stage}; no source in this function`;
      const more = others.length > 0 ? ` and ${others.length} more are at hand` : ' is at hand';
      return `${use.stage}; \`${best.expression}\`${more}`;
    }
  }
}

function heading(use: Use): string {
  const where = use.function === null ? 'at file scope' : `in ${code(use.function)}`;
  return `**${code(written(use))}** ${where}: ${use.access}, ${use.role}, stage **${use.stage}**`;
}

function whatItDoes(use: Use, field: ExplainedField): string {
  const what = code(use.access === 'offsetof' && use.base === '' ? use.field : written(use));
  const because = clause(use.roleReason);
  const said =
    SAID_ALREADY.has(because) || field.records.some((each) => because.endsWith(toldBy(field, each)));
  const reason = because === '' || said ? '' : ` (${prose(because)})`;
  return `${DOES[use.access](what)}, ${WHY[use.role](noun(use), toldBy(field, noun(use)))}${reason}.`;
}

/** Reasons that only repeat what role and access say. */
const SAID_ALREADY = new Set(['the low bits are decoded', 'the field is set or cleared here']);

/** Only `mapping` of a page or folio has a word whose values we know. */
function aboutWord(use: Use, field: ExplainedField): boolean {
  return (
    field.field === 'mapping' && (use.record === null || use.record === 'page' || use.record === 'folio')
  );
}

function theWord(use: Use, era: Era): string {
  if (use.access === 'offsetof') return '';
  const { kinds, because } = narrow(use);
  const why = because === '' ? 'any page can come here' : because;
  const lines = wordLines(era, kinds).map(({ word, kinds: ids }) => `- ${code(word)}: ${ids.join(', ')}`);
  return [`**The word here** (v${era}; ${why})`, ...lines].join('\n');
}

function fromElsewhere(use: Use, field: ExplainedField): string {
  if (use.stage === 'owner' || use.stage === 'converted') return '';
  const [first] = use.sources;
  if (!first) {
    const reason = use.noSource ?? 'nothing in this function leads to it';
    return `**From elsewhere:** no source. ${capital(prose(clause(reason)))}.`;
  }
  const shown = use.sources.slice(0, MOST_SOURCES).map((source) => {
    const caveats = source.caveats.slice(0, MOST_CAVEATS).map((caveat) => prose(clause(caveat)));
    const but = caveats.length > 0 ? `: ${caveats.join('; ')}` : '';
    return `- ${code(source.expression)} (${source.from}, ${source.confidence})${but}`;
  });
  const left = use.sources.length - shown.length;
  const more = left > 0 ? [`- and ${left} more`] : [];
  return [`**From elsewhere** (${code(field.substitute)})`, ...shown, ...more].join('\n');
}

function whatBreaks(use: Use, field: ExplainedField, era: Era): string {
  if (use.stage === 'converted') return '';
  if (!aboutWord(use, field))
    return `**If the field changes:** this reads the raw ${code(field.field)} and must move first.`;
  if (use.access !== 'offsetof' && !touched(narrow(use).kinds))
    return '**Under indirection:** nothing: the proposals leave such pages alone.';
  return `**Under indirection:** ${danger(use.access, use.role, noun(use), ERA_FACTS[era].tags[0])}`;
}

function nextStep(use: Use, field: ExplainedField): string {
  const test = aboutWord(use, field) && use.stage === 'raw' ? OWN_TESTS[use.role] : undefined;
  if (test) return `**Next step** (to *helper*): ${test(noun(use))}.`;
  const { to, text } = NEXT[use.stage](namesFor(use, field));
  return to === null ? `**Next step:** ${text}.` : `**Next step** (to *${to}*): ${text}.`;
}

/** Roles whose test is no question for a mapping: it needs a helper that says what is asked. */
const OWN_TESTS: Partial<Record<Role, (noun: string) => string>> = {
  tag: (noun) =>
    noun === 'folio'
      ? 'ask `folio_test_anon()` or `folio_test_ksm()`, so that one place decodes the bits'
      : 'ask `PageAnon()` or `PageKsm()`, so that one place decodes the bits',
  bounce: (noun) =>
    `ask \`fscrypt_is_bounce_${noun}()\`, and let that look at something else than a NULL mapping`,
};

function namesFor(use: Use, field: ExplainedField): StepNames {
  const base = use.base === '' ? noun(use) : use.base.replace(/\s+/g, ' ');
  const truncation = use.role === 'truncation';
  const wanted = field.ladder.filter((each) => /_is_truncated$/.test(each.call) === truncation);
  const call = wanted.find((each) => each.call.startsWith(`${noun(use)}_`)) ?? wanted[0];
  const best = use.sources[0]?.expression ?? field.placeholder;
  const accessor = field.accessors.find((each) => each.startsWith(`${noun(use)}_`)) ?? field.accessors[0];
  return {
    helper: call
      ? code(`${call.call}(${argumentFor(call.call, use, base)}, ${best})`) + polarity(use)
      : accessor
        ? code(`${accessor}(${base})`)
        : 'a helper of its own',
    owner: use.function === null ? 'the function that expands this' : `${code(use.function)}`,
    substitute: field.substitute.endsWith('*') ? field.substitute : `${field.substitute} `,
    parameter: field.unusedParameters[0] ?? '__mapping',
    placeholder: field.placeholder,
    noun: noun(use),
  };
}

/** A helper named for pages gets a folio's page. */
function argumentFor(call: string, use: Use, base: string): string {
  return use.record === 'folio' && /(?:^|_)page_/.test(call) ? `&${base}->page` : base;
}

/** The slip of the posted series: a test for a mapping became a test for none. */
function polarity(use: Use): string {
  return use.role === 'truncation' && use.access === 'null-test' ? ' (true where the field is NULL)' : '';
}

const SURE: Readonly<Record<Confidence, string>> = {
  certain: 'Certain',
  likely: 'Likely',
  guess: 'A guess',
  unknown: 'Record unknown',
};

function footing(use: Use): string {
  const record = use.record === null ? '' : ` ${code(`struct ${use.record}`)}`;
  const lines = [`*${SURE[use.confidence]}*${record}: ${prose(clause(use.reason))}.`];
  if (use.condition !== null && use.condition !== '')
    lines.push(`Only under ${code(`#if ${use.condition}`)}.`);
  if (use.nearDamage)
    lines.push(
      '**Careful:** code beside this could not be parsed, so the access, role and sources may be wrong.',
    );
  return lines.join('  \n');
}

function noun(use: Use): string {
  return use.record ?? 'page';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
