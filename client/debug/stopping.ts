// The breakpoints of a debug session.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { evaluate } from './evaluate.ts';
import { InspectingSession } from './inspecting.ts';
import { processOfFrame } from './stack.ts';
import { variables } from './variables.ts';

export class StoppingSession extends InspectingSession {
  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    { source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const { places } = this.live;
    response.body = { breakpoints: this.points.lines(places, source.path ?? '', breakpoints) };
    this.sendResponse(response);
  }

  protected override setFunctionBreakPointsRequest(
    response: DebugProtocol.SetFunctionBreakpointsResponse,
    { breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments,
  ): void {
    response.body = { breakpoints: this.points.functions(this.live.course, breakpoints) };
    this.sendResponse(response);
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    { filters }: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    this.points.exceptions(filters);
    this.sendResponse(response);
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    { name, variablesReference, frameId }: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    const { course } = this.live;
    const shown =
      variablesReference === undefined
        ? undefined
        : variables(course, variablesReference, this.l10n).find((each) => each.name === name);
    const text = variablesReference === undefined ? name : (shown?.evaluateName ?? '');
    response.body = this.points.dataInfo(evaluate(text, course, processOfFrame(frameId ?? 1))[0]?.name);
    this.sendResponse(response);
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    { breakpoints }: DebugProtocol.SetDataBreakpointsArguments,
  ): void {
    response.body = { breakpoints: this.points.data(this.live.course, breakpoints) };
    this.sendResponse(response);
  }
}
