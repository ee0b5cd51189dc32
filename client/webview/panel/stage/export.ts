// The current picture as a file: an SVG text that needs nothing else, or a PNG of it.
import type { Scene } from '../../../../sim-core/scene/scene.ts';
import { type Styler, stylerOf } from './flatStyle.ts';
import { pictureOf } from './picture.ts';
import type { Part, Shape } from './shapes.ts';

/** What stands for each `--stage-…` property. */
export type Palette = Readonly<Record<string, string>>;

export interface ExportOptions {
  /** Width in pixels; the height follows. */
  readonly width: number;
  readonly before?: Scene | undefined;
  readonly title: string;
  /** For whoever cannot see it. Made from the scene unless given. */
  readonly description?: string;
  readonly palette: Palette;
  /** The style of the shapes, with `var(--stage-…)`: PICTURE_STYLE. */
  readonly style: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

/** A standalone SVG: colours resolved, fonts generic, nothing loaded, nothing run. */
export function toSvg(
  scene: Scene,
  { width, before, title, description, palette, style }: ExportOptions,
): string {
  const picture = pictureOf(scene, { width, before });
  const says = description ?? [...scene.processes, ...scene.things].map((each) => each.says).join('. ');
  const styler = stylerOf(style, palette);
  const group = (part: Part): string => groupText(part, styler);
  const paper = palette['--stage-paper'] ?? 'none';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${picture.height}" viewBox="0 0 ${width} ${picture.height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(says)}</desc>`,
    `<rect width="${width}" height="${picture.height}" fill="${escaped(paper)}"/>`,
    ...picture.parts.map(group),
    ...picture.lines.map(group),
    '</svg>',
  ].join('\n');
}

function groupText({ kinds, x, y, shapes, says }: Part, styler: Styler): string {
  const place = x || y ? ` transform="translate(${x} ${y})"` : '';
  const name = says ? `<title>${escaped(says)}</title>` : '';
  return `<g${place}>${name}${shapes.map((shape) => shapeText(shape, styler(kinds, shape.tag, shape.class))).join('')}</g>`;
}

function shapeText({ tag, at, text, title }: Shape, style: Readonly<Record<string, string>>): string {
  const attributes = Object.entries({ ...at, ...style })
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
  const inner = `${title === undefined ? '' : `<title>${escaped(title)}</title>`}${text === undefined ? '' : escaped(text)}`;
  return `<${tag}${attributes}>${inner}</${tag}>`;
}

const FONTS: Readonly<Record<string, string>> = {
  '--stage-sans': 'sans-serif',
  '--stage-mono': 'monospace',
};

const NAMES = ['ink', 'paper', 'dim', 'box', 'cell', 'line', 'wire', 'mark', 'bad', 'set', 'set-ink'];

/** The colours as they are on the stage, given the element that carries its style. */
export function paletteOf(stage: Element): Palette {
  const style = getComputedStyle(stage);
  const palette: Record<string, string> = { ...FONTS };
  for (const name of [...NAMES, ...Array.from({ length: 6 }, (_, at) => `p${at}`)]) {
    const value = style.getPropertyValue(`--stage-${name}`).trim();
    palette[`--stage-${name}`] = value === '' ? '#808080' : value;
  }
  return palette;
}

/** The SVG as PNG, `scale` pixels to one of its own. Rejects when the browser cannot draw it. */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for a PNG'))),
      'image/png',
    );
  });
}
