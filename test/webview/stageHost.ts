// The page that the tests and the benchmark of stage and lanes open: the two components alone, fed from
// outside through `window.show` and `window.lane`.
/// <reference lib="dom" />
import { h, render } from 'preact';
import { paletteOf, toPng, toSvg } from '../../client/webview/panel/stage/export.ts';
import { Lanes } from '../../client/webview/panel/stage/Lanes.tsx';
import type { LanesProps, Spot } from '../../client/webview/panel/stage/props.ts';
import { Stage } from '../../client/webview/panel/stage/Stage.tsx';
import { PICTURE_STYLE, STAGE_STYLE } from '../../client/webview/panel/stage/sheet.ts';
import type { Choice } from '../../sim-core/model/machine.ts';
import { machineFor, type Setting } from '../../sim-core/scenario.ts';
import { scenarioOf } from '../../sim-core/scenarios/index.ts';
import { type Reel, reelOf } from '../../sim-core/scene/reel.ts';

export interface StageHost {
  picked: (string | number)[];
  hovered: (number | undefined)[];
  /** Shows state `at` of a run, on the stage or on both. */
  show(run: RunShown): void;
  /** Lanes of a run repeated until they have so many steps. */
  long(run: RunShown, steps: number): void;
  go(at: number): void;
  svg(title: string): string;
  /** As a data: URL. */
  png(title: string): Promise<string>;
}

export interface RunShown {
  readonly scenario: string;
  readonly setting: Setting;
  readonly choices: readonly Choice[];
  readonly at: number;
  readonly lanes?: boolean;
  readonly stage?: boolean;
  readonly reducedMotion?: boolean;
  readonly spots?: readonly Spot[];
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(`body { margin: 0; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family); }
main { display: flex; flex-direction: column; height: 100vh; }
.half { flex: 1; min-height: 0; }
${STAGE_STYLE}`);
document.adoptedStyleSheets = [sheet];

let reel: Reel | undefined;
let shown: RunShown | undefined;
let lanes: LanesProps | undefined;

const host: StageHost = {
  picked: [],
  hovered: [],
  show(run) {
    shown = run;
    reel = reelOf(machineFor(scenarioOf(run.scenario), run.setting), run.choices);
    lanes = lanesOf(reel, run);
    draw();
  },
  long(run, steps) {
    shown = { ...run, stage: false, lanes: true };
    reel = reelOf(machineFor(scenarioOf(run.scenario), run.setting), run.choices);
    const short = lanesOf(reel, run);
    const rounds = Math.ceil(steps / short.steps.length);
    const all = Array.from({ length: rounds }, (_, round) => round * short.steps.length);
    lanes = {
      ...short,
      steps: all.flatMap(() => short.steps).slice(0, steps),
      spans: all.flatMap((by) =>
        (short.spans ?? []).map((span) => ({ ...span, from: span.from + by, to: span.to + by })),
      ),
    };
    draw();
  },
  go(at) {
    if (lanes) lanes = { ...lanes, at };
    if (shown) shown = { ...shown, at };
    draw();
  },
  svg: (title) => exported(title),
  png: async (title) => {
    const blob = await toPng(exported(title));
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(blob);
    });
  },
};

function lanesOf({ heads, steps, spans }: Reel, { at, spots, reducedMotion = false }: RunShown): LanesProps {
  return {
    heads,
    steps,
    spans,
    at,
    reducedMotion,
    onPick: (to) => {
      host.picked.push(to);
      host.go(to);
    },
    onHover: (to) => host.hovered.push(to),
    ...(spots ? { spots } : {}),
  };
}

function exported(title: string): string {
  const stage = document.querySelector('.stage');
  if (!reel || !shown || !stage) throw new Error('nothing is shown');
  const before = shown.at > 0 ? reel.sceneAt(shown.at - 1) : undefined;
  const width = stage.clientWidth;
  return toSvg(reel.sceneAt(shown.at), {
    width,
    before,
    title,
    palette: paletteOf(stage),
    style: PICTURE_STYLE,
  });
}

function draw(): void {
  const root = document.getElementById('root');
  if (!root || !shown || !reel || !lanes) return;
  const { at, stage = true, reducedMotion = false } = shown;
  const before = stage && at > 0 ? reel.sceneAt(at - 1) : undefined;
  const picture = stage
    ? h(
        'section',
        { 'aria-label': 'Stage' },
        h(Stage, {
          scene: reel.sceneAt(at),
          before,
          reducedMotion,
          onPick: (name: string, what: string) => host.picked.push(`${what} ${name}`),
          label: `State after step ${at} of ${reel.steps.length}`,
        }),
      )
    : null;
  const list = shown.lanes ? h('section', { class: 'half', 'aria-label': 'Lanes' }, h(Lanes, lanes)) : null;
  render(
    h('main', {}, h('h1', { style: { position: 'absolute', left: '-999px' } }, 'Test'), picture, list),
    root,
  );
}

Object.assign(window, { stageHost: host });
document.body.dataset.ready = 'yes';
