// What each action does to the state. No DOM, no clock; the player only remembers what was computed.
import type { Choice } from '../../../../sim-core/model/machine.ts';
import type { Setting } from '../../../../sim-core/scenario.ts';
import type { Findings } from '../../../shared/panel/exploration.ts';
import { checkedSetting } from '../../../shared/panel/playable.ts';
import type { Play, RunState } from '../../../shared/panel/run.ts';
import { nextInteresting } from './interesting.ts';
import { type Player, samePlay, sameSetting } from './player.ts';
import type { Action, PanelState } from './state.ts';

const MOST_LEFT = 8;
const MOST_RULES = 30;

/** The next state. Actions that cannot be done leave the run as it is and say why in the note. */
export function reduce(player: Player, state: PanelState, action: Action): PanelState {
  try {
    return apply(player, state, action);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...state, playing: false, note: { text: error.message, bad: true } };
  }
}

function apply(player: Player, state: PanelState, action: Action): PanelState {
  const { run } = state;
  switch (action.do) {
    case 'open':
      return opened(player, state, action.run, action.note);
    case 'start':
      return opened(player, state, fresh(player, action.play));
    case 'scheme':
    case 'variant':
    case 'parameter':
      return run ? changed(player, state, run, newSetting(run.setting, action)) : state;
    case 'step':
      return run ? moved(state, run, run.at + action.by) : state;
    case 'go':
      return run ? moved(state, run, action.at) : state;
    case 'interesting':
      return run ? moved(state, run, nextInteresting(player.timeline(run), run.at, action.direction)) : state;
    case 'choose':
      return run ? chosen(player, state, run, action.choice) : state;
    case 'course':
      return run ? course(player, state, run, action.choices, action.at) : state;
    case 'return':
      return run ? returned(player, state, run) : state;
    case 'play':
      return play(state, action.on);
    case 'look':
      return { ...state, look: { ...state.look, ...action.look } };
    case 'exploring':
      return { ...state, exploring: action.exploring };
    case 'found':
      return found(player, state, action.findings);
    case 'note':
      return { ...state, note: { text: action.text, bad: action.bad ?? false } };
  }
}

function fresh(player: Player, play: Play): RunState {
  return { play, setting: checkedSetting(player.scenario(play), undefined), choices: [], at: 0 };
}

function opened(player: Player, state: PanelState, run: RunState, note?: string): PanelState {
  player.timeline(run);
  const same = state.run !== null && samePlay(state.run.play, run.play);
  const exact = same && state.run !== null && sameSetting(state.run.setting, run.setting);
  return {
    ...state,
    run: { ...run, at: Math.min(run.at, run.choices.length) },
    left: [],
    playing: false,
    exploring: null,
    findings: exact ? state.findings : {},
    rulesSeen: same ? state.rulesSeen : [],
    look: {
      ...state.look,
      compare: same && state.look.compare !== run.setting.scheme ? state.look.compare : '',
    },
    note: note === undefined ? null : { text: note, bad: false },
  };
}

function newSetting(
  { scheme, variant, set }: Setting,
  action: Extract<Action, { do: 'scheme' | 'variant' | 'parameter' }>,
): Setting {
  if (action.do === 'scheme') return { scheme: action.scheme, variant, set };
  // a variant is a set of parameters: what was set by hand gives way to it
  if (action.do === 'variant') return { scheme, variant: action.variant, set: {} };
  return { scheme, variant, set: { ...set, [action.name]: action.value } };
}

/** Another setting keeps the choices as far as they can be made under it. */
function changed(player: Player, state: PanelState, run: RunState, setting: Setting): PanelState {
  const line = player.asFarAs(run.play, setting, run.choices);
  const next = opened(player, state, {
    ...run,
    setting,
    choices: line.choices,
    at: Math.min(run.at, line.length),
  });
  if (line.length === run.choices.length) return next;
  const text = `Of the ${run.choices.length} steps the first ${line.length} can be taken here as well.`;
  return { ...next, note: { text, bad: false } };
}

function moved(state: PanelState, run: RunState, to: number): PanelState {
  const at = Math.max(0, Math.min(run.choices.length, Math.trunc(to)));
  const ends = at === run.choices.length;
  if (at === run.at) return ends && state.playing ? { ...state, playing: false } : state;
  return { ...state, run: { ...run, at }, playing: state.playing && !ends, note: null };
}

function chosen(player: Player, state: PanelState, run: RunState, choice: Choice): PanelState {
  const next = run.choices[run.at];
  if (next && next.process === choice.process && next.way === choice.way)
    return moved(state, run, run.at + 1);
  const choices = [...run.choices.slice(0, run.at), choice];
  player.timeline({ ...run, choices });
  return {
    ...state,
    run: { ...run, choices, at: choices.length },
    left: next ? remember(state, run) : state.left,
    playing: false,
    note: next
      ? {
          text: `Another step was taken here. "Return" goes back to the run of ${run.choices.length} steps.`,
          bad: false,
        }
      : null,
  };
}

function remember(state: PanelState, { choices, at }: RunState): PanelState['left'] {
  return [...state.left, { choices, at }].slice(-MOST_LEFT);
}

function course(
  player: Player,
  state: PanelState,
  run: RunState,
  choices: readonly Choice[],
  at: number,
): PanelState {
  const line = player.timeline({ ...run, choices });
  return {
    ...state,
    run: { ...run, choices: line.choices, at: Math.min(at, line.length) },
    playing: false,
    note: null,
  };
}

function returned(player: Player, state: PanelState, run: RunState): PanelState {
  const last = state.left.at(-1);
  if (!last) return state;
  player.timeline({ ...run, choices: last.choices });
  return {
    ...state,
    run: { ...run, choices: last.choices, at: last.at },
    left: state.left.slice(0, -1),
    playing: false,
    note: { text: 'Back in the run that was left.', bad: false },
  };
}

function play(state: PanelState, on: boolean): PanelState {
  const { run } = state;
  if (!run || !on) return { ...state, playing: false };
  if (run.choices.length === 0)
    return { ...state, note: { text: 'Choose a step first, or let a run be found.', bad: false } };
  // at the end, play starts over
  const at = run.at === run.choices.length ? 0 : run.at;
  return { ...state, run: at === run.at ? run : { ...run, at }, playing: true, note: null };
}

function found(player: Player, state: PanelState, findings: Findings): PanelState {
  const { run } = state;
  if (!run) return state;
  const rule = findings.run?.rule;
  const next: PanelState = {
    ...state,
    exploring: null,
    findings: { ...state.findings, [findings.goal]: findings },
    rulesSeen:
      rule === undefined || state.rulesSeen.includes(rule)
        ? state.rulesSeen
        : [...state.rulesSeen, rule].slice(-MOST_RULES),
  };
  if (!findings.run) return next;
  const line = player.timeline({ ...run, choices: findings.run.choices });
  const left = run.choices.length > 0 && run.choices !== line.choices ? remember(state, run) : state.left;
  return { ...next, run: { ...run, choices: line.choices, at: 0 }, left, playing: false, note: null };
}
