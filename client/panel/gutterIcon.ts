// A letter in a shape, one for each process: drawn, because a gutter's icon has to be a picture.

/** The same values as the manifest's theme colours, which a picture cannot ask for. */
export const PALETTE = {
  dark: ['#4fc1ff', '#89d185', '#d2a8ff', '#e9c46a', '#ff9b8a', '#d4d4d4'],
  light: ['#005fb8', '#256d2a', '#652d90', '#7a5600', '#b3261e', '#3b3b3b'],
} as const;

/** Paths in a square of 16. */
const SHAPES = [
  'M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14z',
  'M1.5 1.5h13v13h-13z',
  'M8 .5L15.5 8L8 15.5L.5 8z',
  'M4 1.5h8l3.5 6.5l-3.5 6.5h-8l-3.5-6.5z',
  'M8 .5l7.5 5.5l-2.9 9h-9.2l-2.9-9z',
  'M1 5a4 4 0 0 1 4-4h6a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-6a4 4 0 0 1-4-4z',
] as const;

/** A `data:` address of the picture. `process` chooses colour and shape. */
export function gutterIcon(badge: string, process: number, theme: keyof typeof PALETTE): string {
  const colour = PALETTE[theme][process % PALETTE[theme].length];
  const shape = SHAPES[process % SHAPES.length];
  const ink = theme === 'dark' ? '#000000' : '#ffffff';
  const letters = badge.replace(/[^\w]/g, '').slice(0, 3);
  const size = letters.length > 2 ? 6 : letters.length > 1 ? 7.5 : 10;
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">',
    `<path d="${shape}" fill="${colour}"/>`,
    `<text x="8" y="${8 + size * 0.36}" text-anchor="middle" font-family="sans-serif" font-weight="bold" `,
    `font-size="${size}" fill="${ink}">${letters}</text></svg>`,
  ].join('');
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
