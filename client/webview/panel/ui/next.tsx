import type { JSX } from 'preact';
import type { Scene } from '../../../../sim-core/scene/scene.ts';
import { lastChangeOf, type Open, type Position } from '../core/position.ts';
import type { Timeline } from '../core/timeline.ts';
import type { Store } from '../store.ts';
import { Badge, Changes, type Reveal, Section, SourceLink } from './common.tsx';
import { Icon } from './icon.tsx';

interface Props {
  readonly store: Store;
  readonly line: Timeline;
  readonly position: Position;
  readonly scene: Scene;
  readonly reveal: Reveal;
}

/** What can happen next, who waits and for what. Choosing another step than the run's own forks the run. */
export function Next({ store, line, position, scene, reveal }: Props): JSX.Element {
  const { run, left } = store.state;
  const at = run?.at ?? 0;
  const badgeOf = (process: number): string => scene.processes[process]?.badge ?? '';
  return (
    <Section
      id="next"
      title="Next step"
      beside={
        left.length > 0 && (
          <button type="button" class="plain" onClick={() => store.act({ do: 'return' })}>
            <Icon name="return" /> Return to the run left
          </button>
        )
      }
    >
      {position.broken !== undefined && <p class="bad">The run ends here: a rule is broken.</p>}
      {position.stuck && <p class="bad">Nobody can go on, and somebody should.</p>}
      {position.over && position.open.length === 0 && <p>Every path has ended.</p>}
      <ol class="open">
        {position.open.map((open, i) => (
          <OpenStep
            // by place, so that the focus stays where it is when the list changes
            key={i}
            number={i + 1}
            open={open}
            badge={badgeOf(open.process)}
            reveal={reveal}
            choose={() => store.act({ do: 'choose', choice: open.choice })}
          />
        ))}
      </ol>
      {position.waiting.length > 0 && (
        <ul class="waiting" aria-label="Who waits">
          {position.waiting.map(({ process, name, fn, does }) => (
            <li key={name}>
              <Badge process={process} text={badgeOf(process)} />
              <div>
                <Icon name="wait" /> <strong>{name}</strong> waits in <code>{fn}</code>: {does}
                {queueOf(scene, process) !== undefined && (
                  <div class="reason">in the queue of {queueOf(scene, process)}</div>
                )}
                <ul class="reason">
                  {(scene.processes[process]?.waitsFor ?? []).map((cell) => (
                    <Reason key={cell} cell={cell} line={line} at={at} store={store} />
                  ))}
                </ul>
              </div>
            </li>
          ))}
        </ul>
      )}
      {position.ended.length > 0 && <p class="faint">Ended: {position.ended.join(', ')}</p>}
    </Section>
  );
}

/** The title of what a process is queued on. */
function queueOf({ things }: Scene, process: number): string | undefined {
  return things.find(({ queue }) => queue?.some((each) => each.process === process))?.title;
}

function OpenStep(props: {
  readonly number: number;
  readonly open: Open;
  readonly badge: string;
  readonly reveal: Reveal;
  readonly choose: () => void;
}): JSX.Element {
  const { number, open, badge, reveal, choose } = props;
  const { process, name, fn, does, at, way, changes, breaks, taken } = open;
  return (
    <li class={taken ? 'taken' : undefined}>
      <button type="button" class="choice" onClick={choose}>
        <kbd>{number === 10 ? 0 : number}</kbd>
        <Badge process={process} text={badge} />
        <span class="what">
          <span>
            <strong>{name}</strong> <code>{fn}</code>
            {way !== undefined && <span class="faint"> way {way}</span>}
            {taken && <span class="tag">in this run</span>}
          </span>
          <span class="does">{does}</span>
          <Changes changes={changes} />
          {breaks !== undefined && <span class="bad">breaks: {breaks}</span>}
        </span>
      </button>
      <SourceLink fn={fn} at={at} reveal={reveal} />
    </li>
  );
}

/** One field that keeps a process waiting, and the step since which it is so. */
function Reason(props: {
  readonly cell: string;
  readonly line: Timeline;
  readonly at: number;
  readonly store: Store;
}): JSX.Element {
  const { cell, line, at, store } = props;
  const value = line.values(at).get(cell) ?? '';
  const since = lastChangeOf(line, cell, at);
  const by = since === undefined ? undefined : line.taken[since - 1];
  return (
    <li>
      <code>{cell}</code> is {value}
      {since !== undefined && by && (
        <>
          {' '}
          since{' '}
          <button type="button" class="link" onClick={() => store.act({ do: 'go', at: since })}>
            step {since}
          </button>{' '}
          ({by.name}, <code>{by.fn}</code>)
        </>
      )}
    </li>
  );
}
