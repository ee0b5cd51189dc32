import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSvg } from '../../client/webview/panel/stage/export.ts';
import { stylerOf } from '../../client/webview/panel/stage/flatStyle.ts';
import { nextPart } from '../../client/webview/panel/stage/focus.ts';
import {
  geometryOf,
  heldAt,
  ROW,
  SpanIndex,
  sayRow,
  scrollFor,
  windowOf,
  windowSize,
} from '../../client/webview/panel/stage/lanesModel.ts';
import { type Layout, layOut } from '../../client/webview/panel/stage/layout.ts';
import { clip, wrap } from '../../client/webview/panel/stage/metrics.ts';
import { pictureOf } from '../../client/webview/panel/stage/picture.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarios } from '../../sim-core/scenarios/index.ts';
import { reelOf } from '../../sim-core/scene/reel.ts';
import type { LaneSpan } from '../../sim-core/scene/scene.ts';
import { badRun, runOf } from './stageRuns.ts';

const WIDTHS = [240, 300, 360, 480, 640, 900, 1400];
const STYLE = readFileSync(new URL('../../client/webview/panel/stage/picture.css', import.meta.url), 'utf8');

const MACHINES = scenarios.flatMap((scenario) =>
  scenario.schemes.flatMap((scheme) =>
    scenario.variants
      .filter(({ schemes }) => schemes?.includes(scheme) ?? true)
      .map(({ id }) => ({
        name: `${scenario.id} ${scheme} ${id}`,
        machine: machineFor(scenario, { scheme, variant: id, set: {} }),
      })),
  ),
);

function overlaps({ boxes, cards }: Layout): string[] {
  const frames = [
    ...[...boxes].map(([id, frame]) => ({ ...frame, id })),
    ...cards.map((frame, at) => ({ ...frame, id: `process ${at}` })),
  ];
  return frames.flatMap((a, at) =>
    frames
      .slice(at + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.id} over ${b.id}`),
  );
}

describe('the layout', () => {
  it.each(WIDTHS)('at %i pixels: no box covers another, none leaves the picture', (width) => {
    for (const { name, machine } of MACHINES) {
      const layout = layOut(reelOf(machine, []).sceneAt(0), width);
      expect(overlaps(layout), name).toEqual([]);
      for (const { x, y, width: wide, height } of [...layout.boxes.values(), ...layout.cards]) {
        expect(x, name).toBeGreaterThanOrEqual(0);
        expect(x + wide, name).toBeLessThanOrEqual(width);
        expect(y + height, name).toBeLessThanOrEqual(layout.height);
      }
    }
  });

  it('never moves a box from step to step', () => {
    for (const run of [
      badRun('wait-install', 'page_wait', 'two-steps'),
      badRun('ksm-merge', 'field', 'count-first'),
    ]) {
      const scenario = scenarios.find(({ id }) => id === run.scenario);
      if (!scenario) throw new Error('no such scenario');
      const reel = reelOf(machineFor(scenario, run.setting), run.choices);
      const first = layOut(reel.sceneAt(0), 600);
      const shape = ({ boxes, cards, height }: Layout) => [
        [...boxes].map(([id, { x, y, width, height: high }]) => [id, x, y, width, high]),
        cards,
        height,
      ];
      for (let at = 1; at <= reel.steps.length; at++)
        expect(shape(layOut(reel.sceneAt(at), 600))).toEqual(shape(first));
    }
  });
});

describe('the picture', () => {
  const run = badRun('bio-two-files', 'page_attachment', 'one-per-bio');
  const scenario = scenarios.find(({ id }) => id === run.scenario);
  if (!scenario) throw new Error('no such scenario');
  const reel = reelOf(machineFor(scenario, run.setting), run.choices);
  const [before, after] = [reel.sceneAt(0), reel.sceneAt(1)];

  it('shows each cell of every machine by its name', () => {
    for (const { name, machine } of MACHINES) {
      const scene = reelOf(machine, []).sceneAt(0);
      const { parts } = pictureOf(scene, { width: 900 });
      for (const thing of scene.things) {
        const shapes = parts.find(({ id }) => id === thing.id)?.shapes ?? [];
        const texts = shapes.flatMap(({ text, title }) => [text, title]);
        for (const { cells } of thing.rows)
          for (const cell of cells) expect(texts, `${name}: ${cell.id}`).toContain(cell.name);
      }
    }
  });

  it('marks what changed by a bar and a struck old value, not by colour alone', () => {
    const { parts, lines, changed } = pictureOf(after, { width: 640, before });
    expect([...changed.cells.keys()]).toContain('bio.first');
    const bio = parts.find(({ id }) => id === 'bio');
    expect(bio?.kinds).toContain('changed');
    expect(bio?.shapes.filter(({ class: kinds }) => kinds === 'bar').length).toBeGreaterThan(0);
    expect(bio?.shapes.some(({ class: kinds, text }) => kinds === 'old' && text === 'NULL')).toBe(true);
    expect(lines.filter(({ kinds }) => kinds.includes('fresh')).length).toBeGreaterThan(0);
    expect(pictureOf(after, { width: 640 }).parts.some(({ kinds }) => kinds.includes('changed'))).toBe(false);
  });

  it('keeps the arrow that is gone in outline', () => {
    const back = pictureOf(before, { width: 640, before: after });
    expect(back.lines.filter(({ kinds }) => kinds.includes('gone')).length).toBeGreaterThan(0);
    expect(back.lines.some(({ kinds }) => kinds.includes('fresh'))).toBe(false);
  });

  it('starts and ends each arrow at the edge of a box', () => {
    for (const { name, machine } of MACHINES.slice(0, 40)) {
      const scene = reelOf(machine, []).sceneAt(0);
      const { layout, lines } = pictureOf(scene, { width: 640 });
      const edges = [...layout.boxes.values()].flatMap(({ x, width }) => [x, x + width]);
      for (const { shapes } of lines) {
        const d = String(shapes.find(({ class: kinds }) => kinds === 'wire')?.at.d ?? '');
        const start = Number(/^M([\d.]+)/.exec(d)?.[1]);
        expect(
          edges.some((edge) => Math.abs(edge - start) < 0.2),
          `${name}: ${d}`,
        ).toBe(true);
      }
    }
  });

  it('becomes a file that needs nothing else', () => {
    const palette = { '--stage-ink': '#111111', '--stage-paper': '#ffffff', '--stage-mono': 'monospace' };
    const svg = toSvg(after, { width: 640, before, title: 'A <bio> & "two" files', palette, style: STYLE });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('<title id="title">A &lt;bio&gt; &amp; &quot;two&quot; files</title>');
    expect(svg).toContain('bvec 0 points to mapping 1');
    expect(svg).not.toMatch(/var\(|href|<script|<style|style=|class=|url\(/);
    // a rule of two classes beats a rule of one
    expect(svg).toMatch(/<rect x="-1"[^>]* fill="currentColor"/);
    expect((svg.match(/<g[ >]/g) ?? []).length).toBe((svg.match(/<\/g>/g) ?? []).length);
    expect((svg.match(/<text/g) ?? []).length).toBe((svg.match(/<\/text>/g) ?? []).length);
  });

  it('leads the arrow keys from box to box', () => {
    const { parts } = pictureOf(after, { width: 640 });
    const bio = parts.find(({ id }) => id === 'bio');
    if (!bio) throw new Error('no bio');
    expect(nextPart(parts, bio, 'right')?.id).toMatch(/^mapping/);
    expect(nextPart(parts, bio, 'up')?.kinds).toContain('process');
    expect(nextPart(parts, bio, 'left')).toBeUndefined();
  });
});

describe('texts that must fit', () => {
  it('are cut with an ellipsis, never longer than the room', () => {
    expect(clip('page_wait 1', 200)).toBe('page_wait 1');
    expect(clip('page_wait 1', 40, 8)).toBe('page…');
    expect(clip('page', 10, 8)).toBe('');
    expect(wrap('one two three fourth', 60, 2, 6)).toEqual(['one two', 'three fou…']);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 400 }), (text, width) => {
        expect(clip(text, width, 7).length * 7).toBeLessThanOrEqual(Math.max(width, 0));
      }),
    );
  });
});

describe('lanes', () => {
  it('are lanes where there is room and rails where there is not; blocks stay within the width', () => {
    expect(geometryOf(640, 3).mode).toBe('lanes');
    expect(geometryOf(360, 4).mode).toBe('rails');
    for (const width of WIDTHS.filter((each) => each >= 360))
      for (let lanes = 1; lanes <= 8; lanes++) {
        const { lines, blocks } = geometryOf(width, lanes);
        expect(lines).toHaveLength(lanes);
        for (const [at, { x, width: wide }] of blocks.entries()) {
          expect(x + wide).toBeLessThanOrEqual(width);
          expect(x).toBeGreaterThan(lines[at] ?? 0);
        }
      }
  });

  const span = fc.record({ process: fc.nat(3), from: fc.nat(999), length: fc.nat(200) });
  it('finds the spans of a window as a search through all of them does', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 60 }), fc.nat(999), fc.nat(80), (raw, first, more) => {
        const spans = raw.map(
          ({ process, from, length }): LaneSpan => ({
            process,
            from,
            to: from + length,
            kind: 'lock',
            thing: 'page',
            title: 'page',
          }),
        );
        const last = first + more;
        const found = new SpanIndex(spans).within(first, last);
        const key = ({ process, from, to }: LaneSpan) => `${process} ${from} ${to}`;
        const want = spans.filter(({ from, to }) => to + 1 >= first && from + 1 <= last);
        expect(found.map(key).sort()).toEqual(want.map(key).sort());
      }),
    );
  });

  it('draws a window that covers what is seen, a few dozen rows at most', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000 * ROW),
        fc.integer({ min: 60, max: 2000 }),
        fc.integer({ min: 1, max: 10_001 }),
        (top, height, rows) => {
          const scrollTop = Math.min(top, Math.max(0, rows * ROW - height));
          const { first, last } = windowOf(scrollTop, height, rows);
          expect(first).toBeLessThanOrEqual(Math.floor(scrollTop / ROW));
          expect(last).toBeGreaterThanOrEqual(Math.min(rows - 1, Math.floor((scrollTop + height - 1) / ROW)));
          expect(last).toBeLessThan(rows);
          expect(last - first).toBeLessThan(windowSize(height));
        },
      ),
    );
  });

  it('scrolls no further than it must to show a row', () => {
    expect(scrollFor(10, 0, 600)).toBe(0);
    expect(scrollFor(100, 0, 600)).toBe(101 * ROW + 2 * ROW - 600);
    expect(scrollFor(0, 500, 600)).toBe(0);
  });

  it('tells a row in words, with the locks held', () => {
    const run = runOf('lookup-truncate', 'field', 'helper', [['reader A', 6]]);
    const scenario = scenarios.find(({ id }) => id === run.scenario);
    if (!scenario) throw new Error('no such scenario');
    const reel = reelOf(machineFor(scenario, run.setting), run.choices);
    const spans = new SpanIndex(reel.spans).within(0, 7);
    expect(sayRow(0, undefined, '', '', undefined)).toBe('Start');
    expect(sayRow(5, reel.steps[4], 'reader A', heldAt(5, 0, spans), 'interesting')).toBe(
      'Step 5, reader A: trylock_page, takes the page lock if it is free, holds the lock of page 1, interesting',
    );
  });
});

describe('the style of a file', () => {
  const css = `/* a */ .picture text { fill: var(--stage-ink); }
    .picture .a, .picture .b { fill: red; stroke: blue; }
    .picture .changed .a { stroke: green; }
    .picture .a.new { fill: none; }`;
  const style = stylerOf(css, { '--stage-ink': '#123456' });

  it('is what the cascade would say', () => {
    expect(style('thing', 'text', 'c')).toEqual({ fill: '#123456' });
    expect(style('thing', 'text', 'b')).toEqual({ fill: 'red', stroke: 'blue' });
    expect(style('thing changed', 'rect', 'a')).toEqual({ fill: 'red', stroke: 'green' });
    expect(style('thing changed', 'rect', 'new a')).toEqual({ fill: 'none', stroke: 'green' });
  });

  it('has no rule that it would lose', () => {
    expect(() => stylerOf('.picture a:hover { fill: red; }', {})).toThrow('.picture a:hover');
    expect(() => stylerOf(STYLE, {})).not.toThrow();
  });
});
