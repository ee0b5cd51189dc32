// What a debug session shows of a run that stands still: threads, stacks, variables, words under the cursor.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { evaluate } from './evaluate.ts';
import type { Place } from './places.ts';
import { Refused, RunSession } from './runSession.ts';
import { processOfFrame, stack, threads } from './stack.ts';
import { scopes, type Variable, variables } from './variables.ts';

export class InspectingSession extends RunSession {
  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    response.body = { threads: this.current ? threads(this.current.course, this.l10n) : [] };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    { threadId, startFrame = 0, levels = 0 }: DebugProtocol.StackTraceArguments,
  ): void {
    const { course, places } = this.live;
    const all = stack(course, places, this.processOf(threadId), this.l10n);
    const asked = all.slice(startFrame, levels > 0 ? startFrame + levels : undefined);
    response.body = {
      totalFrames: all.length,
      stackFrames: asked.map(({ id, name, place, hint }) => ({
        id,
        name,
        presentationHint: hint,
        line: place?.line ?? 0,
        column: place ? 1 : 0,
        ...(place ? { source: sourceOf(place) } : {}),
      })),
    };
    this.sendResponse(response);
  }

  protected override scopesRequest(
    response: DebugProtocol.ScopesResponse,
    { frameId }: DebugProtocol.ScopesArguments,
  ): void {
    const { course } = this.live;
    response.body = {
      scopes: scopes(course, processOfFrame(frameId), this.l10n).map(({ name, reference, hint }) => ({
        name,
        variablesReference: reference,
        expensive: false,
        ...(hint ? { presentationHint: hint } : {}),
      })),
    };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    { variablesReference }: DebugProtocol.VariablesArguments,
  ): void {
    const found = variables(this.live.course, variablesReference, this.l10n);
    response.body = { variables: found.map(variableOf) };
    this.sendResponse(response);
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression, frameId }: DebugProtocol.EvaluateArguments,
  ): void {
    const { course } = this.live;
    const process = frameId === undefined ? course.mover : processOfFrame(frameId);
    const answers = evaluate(expression, course, process);
    const [first] = answers;
    if (!first) throw new Refused(this.l10n.t('{0} is no field of this run', expression.slice(0, 80)));
    const result =
      answers.length === 1 ? first.value : answers.map(({ name, value }) => `${name} = ${value}`).join(', ');
    response.body = { result, variablesReference: 0 };
    this.sendResponse(response);
  }

  protected override completionsRequest(
    response: DebugProtocol.CompletionsResponse,
    { text, column }: DebugProtocol.CompletionsArguments,
  ): void {
    const typed = /[\w.>-]*$/.exec(text.slice(0, column - 1))?.[0] ?? '';
    const targets = this.live.course.machine.fields
      .map(({ name }) => name)
      .filter((name) => !name.endsWith('.pc') && name.startsWith(typed))
      .map((label) => ({ label, start: column - 1 - typed.length, length: typed.length }));
    response.body = { targets };
    this.sendResponse(response);
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const stop = this.lastStop;
    const filter = this.points.filters().find(({ filter: id }) => id === stop?.why);
    response.body = {
      exceptionId: filter?.label ?? this.l10n.t('nothing'),
      ...(stop ? { description: stop.says } : {}),
      breakMode: 'always',
    };
    this.sendResponse(response);
  }

  protected override stepInTargetsRequest(
    response: DebugProtocol.StepInTargetsResponse,
    { frameId }: DebugProtocol.StepInTargetsArguments,
  ): void {
    const own = processOfFrame(frameId);
    const { open } = this.live.course.position;
    const targets = open.map(({ process, name, fn, does, way }, id) => {
      const which = way === undefined ? '' : ` (${this.l10n.t('way {0}', way)})`;
      return { id, process, label: `${name} · ${fn}: ${does}${which}` };
    });
    // the steps of the thread asked for come first
    targets.sort((a, b) => Number(b.process === own) - Number(a.process === own) || a.id - b.id);
    response.body = { targets: targets.map(({ id, label }) => ({ id, label })) };
    this.sendResponse(response);
  }
}

function sourceOf({ source, name }: Place): DebugProtocol.Source {
  return { name, path: source };
}

function variableOf({ name, value, type, reference, evaluateName }: Variable): DebugProtocol.Variable {
  return {
    name,
    value,
    variablesReference: reference,
    presentationHint: { attributes: ['readOnly'] },
    ...(type === undefined ? {} : { type }),
    ...(evaluateName === undefined ? {} : { evaluateName }),
  };
}
