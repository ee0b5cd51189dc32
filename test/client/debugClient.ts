/** A debug adapter driven through its protocol: what an editor does, without one. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { MapshiftAdapter } from '../../client/debug/adapter.ts';
import type { FindFile } from '../../client/debug/places.ts';
import { english } from '../../client/debug/text.ts';
import type { RunState } from '../../client/shared/panel/run.ts';

export class DebugClient {
  readonly events: DebugProtocol.Event[] = [];
  /** What the session told the other views. */
  readonly told: RunState[] = [];
  readonly adapter: MapshiftAdapter;
  #seq = 0;
  readonly #waiting = new Map<number, (response: DebugProtocol.Response) => void>();
  #onEvent: (() => void) | undefined;

  constructor(findFile: FindFile = () => undefined) {
    this.adapter = new MapshiftAdapter({ findFile, l10n: english, moved: (run) => this.told.push(run) });
    this.adapter.onDidSendMessage((message) => {
      const sent = message as DebugProtocol.ProtocolMessage;
      if (sent.type === 'event') {
        this.events.push(sent as DebugProtocol.Event);
        this.#onEvent?.();
      } else if (sent.type === 'response') {
        const response = sent as DebugProtocol.Response;
        this.#waiting.get(response.request_seq)?.(response);
      }
    });
  }

  /** The answer, also a refusal. */
  ask(command: string, args: object = {}): Promise<DebugProtocol.Response> {
    const seq = ++this.#seq;
    const answer = new Promise<DebugProtocol.Response>((resolve) => this.#waiting.set(seq, resolve));
    const request: DebugProtocol.Request = { type: 'request', seq, command, arguments: args };
    this.adapter.handleMessage(request);
    return answer;
  }

  /** The body of the answer. Throws when the request was refused. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ by request, and the test says what it expects
  async body(command: string, args: object = {}): Promise<any> {
    const response = await this.ask(command, args);
    if (!response.success) throw new Error(`${command}: ${response.message}`);
    return response.body;
  }

  /** Sends a request that moves, and waits for the stop. */
  async move(command: string, args: object = {}): Promise<DebugProtocol.StoppedEvent['body']> {
    const from = this.events.length;
    await this.body(command, args);
    return this.stopped(from);
  }

  /** The first stop from event number `from` on. */
  async stopped(from: number): Promise<DebugProtocol.StoppedEvent['body']> {
    for (;;) {
      const found = this.events.slice(from).find(({ event }) => event === 'stopped');
      if (found) return (found as DebugProtocol.StoppedEvent).body;
      await new Promise<void>((resolve) => {
        this.#onEvent = resolve;
      });
    }
  }

  /** Starts a run; `before` sets breakpoints. */
  async start(
    launch: object,
    before: () => Promise<unknown> = async () => {},
  ): Promise<DebugProtocol.StoppedEvent['body']> {
    await this.body('initialize', { adapterID: 'mapshift', pathFormat: 'path' });
    await this.body('launch', launch);
    await before();
    return this.move('configurationDone');
  }

  async threads(): Promise<Map<string, number>> {
    const { threads } = (await this.body('threads')) as DebugProtocol.ThreadsResponse['body'];
    return new Map(threads.map(({ id, name }) => [name, id]));
  }

  async top(threadId: number): Promise<DebugProtocol.StackFrame> {
    const { stackFrames } = (await this.body('stackTrace', {
      threadId,
    })) as DebugProtocol.StackTraceResponse['body'];
    const [first] = stackFrames;
    if (!first) throw new Error(`thread ${threadId} has no frame`);
    return first;
  }

  /** Variables of a scope by name. */
  async scope(threadId: number, name: RegExp): Promise<Map<string, DebugProtocol.Variable>> {
    const { id } = await this.top(threadId);
    const { scopes } = (await this.body('scopes', { frameId: id })) as DebugProtocol.ScopesResponse['body'];
    const found = scopes.find((scope) => name.test(scope.name));
    if (!found) throw new Error(`no scope ${name}`);
    return this.variables(found.variablesReference);
  }

  async variables(variablesReference: number): Promise<Map<string, DebugProtocol.Variable>> {
    const { variables } = (await this.body('variables', {
      variablesReference,
    })) as DebugProtocol.VariablesResponse['body'];
    return new Map(variables.map((variable) => [variable.name, variable]));
  }
}
