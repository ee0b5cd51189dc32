// The protocol: what is real survives both parsers, and nothing else does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../client/shared/panel/html.ts';
import { parseProgram } from '../../../client/shared/panel/program.ts';
import {
  type HostMessage,
  LONGEST_TEXT,
  type PageMessage,
  parseHostMessage,
  parsePageMessage,
} from '../../../client/shared/panel/protocol.ts';
import type { Program } from '../../../sim-core/slice/program.ts';

const program: Program = {
  version: 1,
  entry: 'toy_fault',
  at: { file: 'mm/toy.c', line: 10 },
  release: null,
  given: { page: false, referenced: false, locked: false, why: ['nothing is held'] },
  instructions: [
    {
      op: 'find',
      at: { file: 'mm/toy.c', line: 12 },
      fn: 'find_get_page',
      text: 'page = find_get_page()',
      via: ['toy_fault'],
      otherwise: 2,
    },
    {
      op: 'put',
      at: { file: 'mm/toy.c', line: 13 },
      fn: 'put_page',
      text: 'put_page(page);',
      via: ['toy_fault'],
      guess: 'by its name',
    },
  ],
  leftOut: [{ at: { file: 'mm/toy.c', line: 14 }, kind: 'call', what: 'toy_extra', why: 'not entered' }],
};
const setting = { scheme: 'field', variant: 'truncate', set: { readers: 2 } };
const choices = [
  { process: 0, way: 0 },
  { process: 1, way: 2 },
];
const run = { play: { program }, setting, choices, at: 1 };
const question = {
  play: { scenario: 'xfs-null-check' },
  setting,
  options: { goal: 'bug' as const, states: 1000 },
};
const findings = {
  goal: 'bug' as const,
  verdict: 'violated' as const,
  states: 10,
  transitions: 20,
  depth: 3,
  seconds: 0.5,
  symmetry: 2,
  run: { choices, rule: 'a rule', switches: 1, repeatsFrom: 1 },
};

const FROM_HOST: readonly HostMessage[] = [
  { type: 'open', what: { play: { scenario: 'xfs-null-check' } } },
  { type: 'open', what: { play: { program }, setting, choices, at: 2 } },
  { type: 'open', what: { tour: '' } },
  { type: 'open', what: { tour: 'page-wait' } },
  { type: 'open', what: { workload: 'atomics', set: { tags: 4 } } },
  { type: 'go', choices, at: 1 },
  { type: 'report', job: 3, outcome: { kind: 'found', findings } },
  { type: 'report', job: 3, outcome: { kind: 'failed', why: 'no memory' } },
  {
    type: 'report',
    job: 4,
    outcome: {
      kind: 'progress',
      progress: { states: 1, waiting: 1, transitions: 2, depth: 1, seconds: 0, phase: 'search' },
    },
  },
  { type: 'trace', text: 'ms1~…' },
];
const FROM_PAGE: readonly PageMessage[] = [
  { type: 'ready' },
  { type: 'openTrace' },
  { type: 'moved', run },
  { type: 'moved', run: null },
  { type: 'debug', run },
  { type: 'reveal', target: { file: 'mm/toy.c', line: 3 } },
  { type: 'reveal', target: { name: '__delete_from_page_cache' } },
  { type: 'copy', text: 'x' },
  { type: 'save', name: 'xfs-11.svg', content: { text: '<svg/>' } },
  { type: 'save', name: 'xfs-11.png', content: { base64: 'AAAA' } },
  { type: 'explore', job: 1, question },
  { type: 'cancel', job: 1 },
  { type: 'fault', text: 'x' },
];

describe('the protocol', () => {
  it('lets real messages through as they are, and only to their side', () => {
    for (const message of FROM_HOST) {
      expect(parseHostMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
      expect(parsePageMessage(message)).toBeNull();
    }
    for (const message of FROM_PAGE) {
      expect(parsePageMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
      expect(parseHostMessage(message)).toBeNull();
    }
  });

  it('drops what does not belong in a message', () => {
    expect(parsePageMessage({ type: 'ready', run })).toEqual({ type: 'ready' });
    expect(parseHostMessage({ type: 'go', choices, at: 1, extra: 'x' })).toEqual({
      type: 'go',
      choices,
      at: 1,
    });
  });

  it('refuses hostile messages', () => {
    const hostile: unknown[] = [
      { type: 'open', what: { play: { scenario: '../x' } } },
      { type: 'open', what: { play: { scenario: 'a', program } } },
      { type: 'open', what: { play: { scenario: 'a' }, at: 1 } },
      { type: 'open', what: { tour: '<b>' } },
      { type: 'open', what: { workload: 'atomics', set: { __proto__: 1, 'a b': 2 } } },
      { type: 'go', choices: [{ process: -1, way: 0 }], at: 0 },
      { type: 'go', choices, at: 3 },
      { type: 'go', choices: Array.from({ length: 20_001 }, () => ({ process: 0, way: 0 })), at: 0 },
      { type: 'report', job: 1.5, outcome: { kind: 'failed', why: 'x' } },
      { type: 'report', job: 1, outcome: { kind: 'found', findings: { ...findings, verdict: 'fine' } } },
      {
        type: 'report',
        job: 1,
        outcome: { kind: 'found', findings: { ...findings, run: { choices, switches: 1, repeatsFrom: 7 } } },
      },
      { type: 'trace', text: 'x'.repeat(LONGEST_TEXT + 1) },
    ];
    for (const message of hostile)
      expect(parseHostMessage(message), JSON.stringify(message).slice(0, 80)).toBeNull();
    const fromPage: unknown[] = [
      { type: 'reveal', target: { file: '/etc/passwd', line: 1 } },
      { type: 'reveal', target: { file: '../../x', line: 1 } },
      { type: 'reveal', target: { file: 'C:\\x', line: 1 } },
      { type: 'reveal', target: { name: 'rm -rf' } },
      { type: 'save', name: '../x', content: { text: '' } },
      { type: 'save', name: 'x.png', content: { base64: 'not base 64!' } },
      { type: 'save', name: '.bashrc', content: { text: '' } },
      { type: 'explore', job: 1, question: { ...question, options: { goal: 'all', states: 5 } } },
      { type: 'explore', job: 1, question: { ...question, options: { goal: 'bug', states: 1e12 } } },
      { type: 'moved', run: { ...run, at: 9 } },
    ];
    for (const message of fromPage)
      expect(parsePageMessage(message), JSON.stringify(message).slice(0, 80)).toBeNull();
  });

  it('never throws', () => {
    const types = ['open', 'go', 'report', 'trace', 'moved', 'reveal', 'save', 'explore', 'debug'];
    const odd = fc.anything({ withNullPrototype: true, withBigInt: true });
    fc.assert(
      fc.property(fc.constantFrom(...types), odd, odd, (type, a, b) => {
        for (const message of [
          a,
          {
            type,
            what: a,
            choices: b,
            at: a,
            run: b,
            target: a,
            name: a,
            content: b,
            question: a,
            outcome: b,
            job: 1,
            text: a,
          },
        ])
          for (const parsed of [parseHostMessage(message), parsePageMessage(message)])
            if (parsed) expect(typeof parsed.type).toBe('string');
      }),
    );
  });

  it('refuses damaged programs', () => {
    const [first] = program.instructions;
    expect(parseProgram(program)).toEqual(program);
    for (const damage of [
      { version: 2 },
      { entry: '' },
      { at: { file: '/abs', line: 1 } },
      { instructions: [{ ...first, op: 'explode' }] },
      { instructions: [{ ...first, otherwise: 5 }] },
      { instructions: Array.from({ length: 2001 }, () => first) },
      { leftOut: [{ kind: 'other' }] },
      { given: { page: 1 } },
    ])
      expect(parseProgram({ ...program, ...damage }), JSON.stringify(damage).slice(0, 60)).toBeNull();
  });
});

describe('the document', () => {
  it('allows its own script, style, worker and pictures, and nothing else', () => {
    const html = panelHtml({
      cspSource: 'https://x.test',
      script: 'https://x.test/a.js?b=1&c="',
      worker: 'https://x.test/w.js"onerror="',
      nonce: 'MDEyMzQ1Njc4OTAx',
    });
    expect(html).toContain(
      "default-src 'none'; script-src 'nonce-MDEyMzQ1Njc4OTAx'; style-src https://x.test; connect-src https://x.test; worker-src blob:; img-src blob:",
    );
    expect(html).not.toMatch(/unsafe|<style|style=/);
    expect(html).toContain('data-worker="https://x.test/w.js&quot;onerror=&quot;"');
    expect(() => panelHtml({ cspSource: '', script: '', worker: '', nonce: 'a" x' })).toThrow(TypeError);
  });
});
