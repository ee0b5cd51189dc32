// The style of the page as one text, in the order of the cascade.
import { STAGE_STYLE } from '../stage/sheet.ts';
import base from './base.css';
import boxes from './boxes.css';
import controls from './controls.css';
import curves from './curves.css';
import fit from './fit.css';
import play from './play.css';
import tour from './tour.css';

export const css = [STAGE_STYLE, base, controls, boxes, play, tour, curves, fit].join('\n');
