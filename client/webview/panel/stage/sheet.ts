// The style of stage and lanes as one sheet for the page, and the part of it that an export needs.
import lanes from './lanes.css';
import picture from './picture.css';
import stage from './stage.css';

/** Goes into `document.adoptedStyleSheets`: a constructed sheet needs no exception in the policy. */
export const STAGE_STYLE = `${stage}\n${picture}\n${lanes}`;

/** How shapes look, with `var(--stage-…)` where colours and fonts go. */
export const PICTURE_STYLE = picture;
