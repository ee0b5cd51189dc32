// The base of the debug session: the run, and how its answers and events go out.
import { DebugSession } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { RunState } from '../shared/panel/run.ts';
import { BreakpointRequests } from './breakpoints.ts';
import type { Course } from './course.ts';
import type { Motion } from './motion.ts';
import type { FindFile, Places } from './places.ts';
import { processOf } from './stack.ts';
import { type Stop, Stops } from './stops.ts';
import type { L10n } from './text.ts';

export interface AdapterOptions {
  readonly findFile: FindFile;
  readonly l10n: L10n;
  /** Called after the session has moved the run. */
  readonly moved: (run: RunState) => void;
}

export interface Live {
  readonly course: Course;
  readonly places: Places;
  readonly motion: Motion;
}

/** A request that comes before the launch, or that asks for what is not there. */
export class Refused extends Error {}

export class RunSession extends DebugSession {
  protected readonly stops = new Stops();
  protected readonly points: BreakpointRequests;
  protected readonly l10n: L10n;
  protected current: Live | undefined;
  protected lastStop: Stop | undefined;

  constructor(protected readonly options: AdapterOptions) {
    super();
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
    this.l10n = options.l10n;
    this.points = new BreakpointRequests(this.stops, this.l10n);
  }

  /** The run of this session; undefined before the launch. */
  get run(): RunState | undefined {
    return this.current?.course.run;
  }

  /** Never ends the process: it is the extension host's. */
  override shutdown(): void {
    this.current?.motion.cancel();
  }

  /** A request that cannot be done is answered with one clear line; the base class would send a stack trace. */
  protected override sendErrorResponse(
    response: DebugProtocol.Response,
    codeOrMessage: number | DebugProtocol.Message,
    format?: string,
    variables?: Readonly<Record<string, unknown>>,
  ): void {
    const known = typeof codeOrMessage === 'number' ? format : codeOrMessage.format;
    const text = typeof variables?._exception === 'string' ? variables._exception : (known ?? '');
    const error: DebugProtocol.Message = {
      id: 1,
      format: '{text}',
      variables: { text },
      showUser: true,
    };
    response.success = false;
    response.message = text;
    response.body = { error };
    this.sendResponse(response);
  }

  /** Throws Refused before the launch. */
  protected get live(): Live {
    if (!this.current) throw new Refused(this.l10n.t('nothing is played yet'));
    return this.current;
  }

  /** Throws Refused for a thread that is none. */
  protected processOf(thread: number): number {
    const process = processOf(thread);
    if (!this.live.course.machine.processes[process])
      throw new Refused(this.l10n.t('there is no thread {0}', thread));
    return process;
  }

  protected tell(text: string): void {
    this.event('output', { category: 'console', output: `${text}\n` });
  }

  protected event(event: string, body?: object): void {
    const message: DebugProtocol.Event = { type: 'event', seq: 0, event, ...(body ? { body } : {}) };
    this.sendEvent(message);
  }
}
