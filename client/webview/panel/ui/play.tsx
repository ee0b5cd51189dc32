import type { JSX } from 'preact';
import { interestingStates } from '../core/interesting.ts';
import { positionAt } from '../core/position.ts';
import { ruleList } from '../core/ruleList.ts';
import type { PanelState } from '../core/state.ts';
import type { Timeline } from '../core/timeline.ts';
import { stepWords } from '../core/words.ts';
import type { Spot } from '../stage/props.ts';
import type { Store } from '../store.ts';
import { Badge, Changes, type Reveal, SourceLink } from './common.tsx';
import { Fields } from './fields.tsx';
import { LaneFrame } from './laneFrame.tsx';
import { LeftOut } from './leftOut.tsx';
import { Live } from './live.tsx';
import { Next } from './next.tsx';
import { Pickers } from './pickers.tsx';
import { Pictures, reelFor } from './pictures.tsx';
import { Rules } from './rules.tsx';
import { SavePicture } from './savePicture.tsx';
import { Story } from './story.tsx';
import { Trace } from './trace.tsx';
import { Transport } from './transport.tsx';
import { Verdict } from './verdict.tsx';
import { Welcome } from './welcome.tsx';

export function Play({ store }: { readonly store: Store }): JSX.Element {
  const { state, player } = store;
  const { run } = state;
  if (!run) return <Welcome store={store} />;
  const scenario = player.scenario(run.play);
  const line = player.timeline(run);
  const position = positionAt(line, run.at);
  const reel = reelFor(line);
  const reveal: Reveal = (target) => store.host.send({ type: 'reveal', target });
  const rules = ruleList(line, run.at, position, state.rulesSeen, state.findings.bug);
  return (
    <>
      <h1>{scenario.title}</h1>
      <Pickers store={store} run={run} scenario={scenario} />
      <Verdict store={store} />
      <div class="desk">
        <div class="middle">
          <Now line={line} at={run.at} badges={reel.heads.map(({ badge }) => badge)} reveal={reveal} />
          <Pictures store={store} line={line} />
          <Transport store={store} line={line} />
          <SavePicture store={store} line={line} />
          {line.length > 0 && (
            <LaneFrame
              heads={reel.heads}
              steps={reel.steps}
              spans={reel.spans}
              at={run.at}
              onPick={(at) => store.act({ do: 'go', at })}
              spots={spotsOf(line, state)}
            />
          )}
        </div>
        <div class="aside">
          <Next store={store} line={line} position={position} scene={reel.sceneAt(run.at)} reveal={reveal} />
          <Rules store={store} rules={rules} />
          <Fields store={store} line={line} />
        </div>
        <div class="below">
          {'program' in run.play && <LeftOut program={run.play.program} reveal={reveal} />}
          <Story scenario={scenario} />
          <Trace store={store} />
        </div>
      </div>
      <Live text={stepWords(line, run.at, position)} quiet={state.playing && state.look.speed > 1} />
    </>
  );
}

function spotsOf(line: Timeline, { left }: PanelState): Spot[] {
  const fork = left.at(-1);
  return [
    ...interestingStates(line),
    ...(fork
      ? [{ at: Math.min(fork.at, line.length), kind: 'fork' as const, says: 'another step was taken here' }]
      : []),
  ];
}

/** The step just taken, in words. */
function Now(props: {
  readonly line: Timeline;
  readonly at: number;
  readonly badges: readonly string[];
  readonly reveal: Reveal;
}): JSX.Element {
  const { line, at, badges, reveal } = props;
  const step = line.taken[at - 1];
  if (!step)
    return (
      <div class="step-now">
        <p>
          <strong>The start.</strong>{' '}
          {line.length === 0 ? 'Choose who goes first, or let a run be found.' : ''}
        </p>
      </div>
    );
  const { process, name, fn, does, broken } = step;
  return (
    <div class="step-now">
      <p>
        <span class="faint">
          Step {at} of {line.length}
        </span>{' '}
        <Badge process={process} text={badges[process] ?? ''} /> <strong>{name}</strong> <code>{fn}</code>{' '}
        <SourceLink fn={fn} at={step.at} reveal={reveal} /> {does}
      </p>
      <Changes changes={line.changes(at - 1)} />
      {broken !== undefined && (
        <p class="bad" role="note">
          Rule broken: {broken}
        </p>
      )}
    </div>
  );
}
