import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordPanelHtml } from '../../client/shared/wordPanelHtml.ts';
import {
  FIRST_STATE,
  LONGEST_COPY,
  parsePageMessage,
  parseShow,
  parseState,
  withChange,
} from '../../client/shared/wordProtocol.ts';
import { wordView } from '../../client/webview/word/model.ts';
import { asText } from '../../client/webview/word/text.ts';
import { kindsOf } from '../../sim-core/machine/pageKinds.ts';
import { ERAS } from '../../sim-core/machine/wordEras.ts';
import { RAW_ACCESSES } from '../../sim-core/machine/wordReaders.ts';
import { SCHEMES } from '../../sim-core/machine/wordSchemes.ts';

const STATES = ERAS.flatMap((era) =>
  kindsOf(era).flatMap((kind) =>
    SCHEMES.flatMap((scheme) =>
      RAW_ACCESSES.map((access) => ({ era, kind: kind.id, scheme: scheme.id, access })),
    ),
  ),
);

describe('messages between the page and its host', () => {
  it('survive the parser when they are real', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATES), (state) => {
        expect(parseShow({ type: 'show', state })).toEqual({ type: 'show', state });
        expect(parseState(JSON.parse(JSON.stringify(state)))).toEqual(state);
      }),
    );
    expect(parsePageMessage({ type: 'ready', more: 1 })).toEqual({ type: 'ready' });
    expect(parsePageMessage({ type: 'copy', text: 'x' })).toEqual({ type: 'copy', text: 'x' });
  });

  it('never throw and never let anything else through', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (message) => {
        for (const parsed of [parseShow(message), parsePageMessage(message)])
          if (parsed) expect(['show', 'ready', 'copy']).toContain(parsed.type);
      }),
    );
    expect(parsePageMessage({ type: 'copy', text: 'x'.repeat(LONGEST_COPY + 1) })).toBeNull();
    expect(parsePageMessage({ type: 'copy', text: 1 })).toBeNull();
  });

  it('leave a kind of page that the kernel lacks', () => {
    expect(withChange({ ...FIRST_STATE, kind: 'fsdax-shared' }, { era: '4.17' }).kind).toBe('file');
    expect(withChange(FIRST_STATE, { kind: 'anon' }).kind).toBe('anon');
  });
});

describe('the document', () => {
  it('allows its own script and nothing else', () => {
    const html = wordPanelHtml('https://x.test', 'https://x.test/a.js?b=1&c="', 'MDEyMzQ1Njc4OTAx');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("script-src 'nonce-MDEyMzQ1Njc4OTAx'");
    expect(html).not.toMatch(/unsafe|<style|style=/);
    expect(html).toContain('src="https://x.test/a.js?b=1&amp;c=&quot;"');
    for (const nonce of ['', 'short', '0123456789012345"', '0123456789012345 x'])
      expect(() => wordPanelHtml('https://x.test', 'a.js', nonce)).toThrow(TypeError);
  });

  it("takes every colour from the editor's theme", () => {
    const css = readFileSync(new URL('../../client/webview/style.css', import.meta.url), 'utf8');
    expect(css).not.toMatch(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(/i);
    const colours = [
      ...css.matchAll(/(?:^|\s)(?:color|background|border[\w-]*|outline|accent-color): ([^;]+);/g),
    ];
    expect(colours.length).toBeGreaterThan(15);
    for (const [, value] of colours)
      expect(value).toMatch(/var\(--|currentColor|^0$|^\d+px solid|collapse|dashed|^2px$/);
  });
});

describe('what the page shows', () => {
  it('is complete for every state', () => {
    for (const state of STATES) {
      const view = wordView(state);
      expect(view.readers.filter((row) => row.chosen)).toHaveLength(1);
      expect(view.accessors.length).toBeGreaterThan(3);
      expect(view.chain.length === 0).toBe(/^(NULL|the value 1)$/.test(view.word));
      const text = asText(state, view);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(text.length).toBeLessThan(LONGEST_COPY);
    }
  });
});
