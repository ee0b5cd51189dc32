// The two pictures, from where they are made.
export { paletteOf, toPng, toSvg } from '../stage/export.ts';
export { Lanes } from '../stage/Lanes.tsx';
export { Stage } from '../stage/Stage.tsx';
export { PICTURE_STYLE } from '../stage/sheet.ts';
