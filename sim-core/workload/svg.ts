// Charts as one SVG text, without a DOM.
import type { Chart } from './workload.ts';

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 70;
const RIGHT = 190;
const TOP = 40;
const BOTTOM = 50;
// distinguishable without colour vision (Okabe and Ito), and each line has its own dashes
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '10 4', '1 4', '4 2'];

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const short = (value: number): string =>
  value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-2)
    ? value.toExponential(0)
    : String(Number(value.toPrecision(3)));

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

function scale(values: readonly number[], log: boolean, from: number, to: number): Scale {
  const usable = values.filter((v) => Number.isFinite(v) && (!log || v > 0));
  let low = Math.min(...usable);
  let high = Math.max(...usable);
  if (usable.length === 0) [low, high] = [1, 10];
  if (log) {
    low = 10 ** Math.floor(Math.log10(low));
    high = 10 ** Math.ceil(Math.log10(high * 1.0001));
    const span = Math.log10(high / low);
    const ticks = Array.from({ length: Math.round(span) + 1 }, (_, i) => low * 10 ** i);
    return { ticks, at: (v) => from + ((to - from) * Math.log10(Math.max(v, low) / low)) / span };
  }
  low = Math.min(0, low);
  if (high === low) high = low + 1;
  const ticks = Array.from({ length: 6 }, (_, i) => low + ((high - low) * i) / 5);
  return { ticks, at: (v) => from + ((to - from) * (v - low)) / (high - low) };
}

/** All charts of a result below each other. */
export function toSvg(charts: readonly Chart[]): string {
  const parts = charts.map((chart, i) => `<g transform="translate(0 ${i * HEIGHT})">${one(chart)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT * charts.length}" font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`;
}

function one({ title, x, y, logX, logY, curves }: Chart): string {
  const points = curves.flatMap((c) => c.points);
  const sx = scale(
    points.map(([v]) => v),
    logX,
    LEFT,
    WIDTH - RIGHT,
  );
  const sy = scale(
    points.map(([, v]) => v),
    logY,
    HEIGHT - BOTTOM,
    TOP,
  );
  const out: string[] = [`<text x="${LEFT}" y="20" font-weight="bold">${escapeXml(title)}</text>`];
  for (const tick of sx.ticks) {
    const at = sx.at(tick).toFixed(1);
    out.push(
      `<path d="M${at} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${at}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(tick)}</text>`,
    );
  }
  for (const tick of sy.ticks) {
    const at = sy.at(tick).toFixed(1);
    out.push(
      `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/><text x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${short(tick)}</text>`,
    );
  }
  out.push(
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escapeXml(x)}</text>`,
  );
  out.push(
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(y)}</text>`,
  );
  for (const [i, { name, points: line }] of curves.entries()) {
    const colour = COLOURS[i % COLOURS.length];
    const d = line
      .map(([px, py], at) => `${at ? 'L' : 'M'}${sx.at(px).toFixed(1)} ${sy.at(py).toFixed(1)}`)
      .join('');
    const row = TOP + 14 + i * 20;
    out.push(
      `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]}"><title>${escapeXml(name)}</title></path>`,
    );
    out.push(
      `<path d="M${WIDTH - RIGHT + 12} ${row - 4}h26" stroke="${colour}" stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]}"/><text x="${WIDTH - RIGHT + 44}" y="${row}">${escapeXml(name)}</text>`,
    );
  }
  return out.join('\n');
}
