// Holds the state, tells who listens, and does what the state alone cannot: the clock of "play", the
// explorations, and what the host and the editor's storage are to know.
import type { Goal } from '../../shared/panel/exploration.ts';
import { checkedSetting } from '../../shared/panel/playable.ts';
import type { HostMessage, Opening } from '../../shared/panel/protocol.ts';
import { after, Throttle } from './clock.ts';
import { fromKept, toKeep } from './core/kept.ts';
import { Player, samePlay, sameSetting } from './core/player.ts';
import { reduce } from './core/reducer.ts';
import { readRun } from './core/share.ts';
import type { Action, PanelState } from './core/state.ts';
import { Explorer } from './explorer.ts';
import type { Host } from './host.ts';
import type { Job, Workers } from './worker/workers.ts';

export class Store {
  readonly player = new Player();
  readonly explorer: Explorer;
  state: PanelState;
  private readonly listeners = new Set<() => void>();
  private stopClock: () => void = () => {};
  private job: Job | undefined;
  // a long run is neither sent nor written for every one of sixty steps a second
  private readonly moved = new Throttle(50, () => this.host.send({ type: 'moved', run: this.state.run }));
  private readonly kept = new Throttle(250, () => this.host.keep(toKeep(this.state)));

  constructor(
    readonly host: Host,
    readonly workers: Workers,
  ) {
    this.explorer = new Explorer(workers, host);
    this.state = fromKept(this.player, host.kept());
    // a hidden page may be dropped at any time: what waits to be kept is kept now
    document.addEventListener('visibilitychange', () => this.kept.flush());
  }

  listen(heard: () => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  act(action: Action): void {
    const before = this.state;
    this.state = reduce(this.player, before, action);
    if (this.state === before) return;
    this.follow(before);
    for (const heard of this.listeners) heard();
  }

  /** Does what a message of the host asks. */
  hear(message: HostMessage): void {
    switch (message.type) {
      case 'open':
        this.open(message.what);
        break;
      case 'go': {
        const { run } = this.state;
        const { choices, at } = message;
        if (run) this.act({ do: 'course', choices, at });
        break;
      }
      case 'report':
        this.explorer.report(message.job, message.outcome);
        break;
      case 'trace':
        this.openText(message.text);
        break;
    }
  }

  open(what: Opening): void {
    if ('tour' in what) this.act({ do: 'look', look: { view: 'tour', tour: what.tour, beat: 0 } });
    else if ('workload' in what)
      this.act({ do: 'look', look: { view: 'curves', workload: what.workload, sliders: what.set ?? {} } });
    else {
      const { play, choices = [], at = 0 } = what;
      try {
        const setting = checkedSetting(this.player.scenario(play), what.setting);
        this.act({ do: 'open', run: { play, setting, choices, at } });
        this.act({ do: 'look', look: { view: 'play' } });
      } catch (error) {
        this.complain(error);
      }
    }
  }

  /** Opens the trace in a text; anything else is refused with one line. */
  openText(text: string): void {
    try {
      const run = readRun(text);
      this.act({ do: 'open', run, note: `A run of ${run.choices.length} steps was opened.` });
      this.act({ do: 'look', look: { view: 'play' } });
    } catch (error) {
      this.complain(error);
    }
  }

  find(goal: Goal): void {
    const { run } = this.state;
    if (!run) return;
    this.cancel();
    const { play, setting } = run;
    const still = (): boolean => {
      const now = this.state.run;
      return now !== null && samePlay(now.play, play) && sameSetting(now.setting, setting);
    };
    this.act({ do: 'exploring', exploring: { goal, where: 'page', states: 0, depth: 0, phase: 'search' } });
    this.job = this.explorer.ask(
      { play, setting, options: { goal, states: 1 } },
      {
        progress: (progress) => {
          if (still()) this.act({ do: 'exploring', exploring: { goal, ...progress } });
        },
        found: (findings) => {
          this.job = undefined;
          if (still()) this.act({ do: 'found', findings });
        },
        failed: (why) => {
          this.job = undefined;
          this.act({ do: 'exploring', exploring: null });
          this.act({ do: 'note', text: why, bad: true });
        },
      },
    );
  }

  cancel(): void {
    this.job?.cancel();
    this.job = undefined;
    if (this.state.exploring) this.act({ do: 'exploring', exploring: null });
  }

  note(text: string, bad = false): void {
    this.act({ do: 'note', text, bad });
  }

  private complain(error: unknown): void {
    this.note(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), true);
  }

  private follow(before: PanelState): void {
    const { state } = this;
    if (state.run !== before.run) {
      this.moved.soon();
      const other = !state.run || !before.run || !sameSetting(state.run.setting, before.run.setting);
      if (other && this.job && state.exploring === null) {
        this.job.cancel();
        this.job = undefined;
      }
    }
    if (state.run !== before.run || state.left !== before.left || state.look !== before.look)
      this.kept.soon();
    const restart = state.look.speed !== before.look.speed || state.run !== before.run;
    if (state.playing !== before.playing || (state.playing && restart)) this.tick();
  }

  private tick(): void {
    this.stopClock();
    const { playing, look } = this.state;
    if (playing) this.stopClock = after(1000 / look.speed, () => this.act({ do: 'step', by: 1 }));
  }
}
