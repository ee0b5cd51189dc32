// A run as a debug session: the debug adapter protocol over a course. It knows no editor and runs in the
// extension's own process, so that panel and debugger share one run.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { RunState } from '../shared/panel/run.ts';
import { sameSetting } from '../webview/panel/core/player.ts';
import { Course } from './course.ts';
import { runOfLaunch } from './launch.ts';
import { type Arrival, Motion } from './motion.ts';
import { Places } from './places.ts';
import { Refused } from './runSession.ts';
import { threadOf } from './stack.ts';
import { StoppingSession } from './stopping.ts';
import type { Stop } from './stops.ts';

export class MapshiftAdapter extends StoppingSession {
  /** Is this a run of the same path under the same setting? */
  plays(run: RunState): boolean {
    const mine = this.run;
    if (!mine || !sameSetting(mine.setting, run.setting)) return false;
    return mine.play === run.play || JSON.stringify(mine.play) === JSON.stringify(run.play);
  }

  /** The panel moved the run. False when it is not one that this session plays. */
  follow(run: RunState): boolean {
    const live = this.current;
    if (!live || !this.plays(run)) return false;
    live.motion.cancel();
    // the play of this session is kept: another object of the same content would be laid out anew
    live.course.adopt({ ...live.course.run, choices: run.choices, at: run.at });
    this.#stopped('step', live.course.mover, { quiet: true });
    return true;
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsStepBack: true,
      supportsRestartRequest: true,
      supportsStepInTargetsRequest: true,
      supportsFunctionBreakpoints: true,
      supportsConditionalBreakpoints: true,
      supportsDataBreakpoints: true,
      supportsEvaluateForHovers: true,
      supportsExceptionInfoRequest: true,
      supportsCompletionsRequest: true,
      supportTerminateDebuggee: false,
      exceptionBreakpointFilters: this.points.filters(),
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    const course = new Course(runOfLaunch(args));
    const places = new Places(course, this.options.findFile);
    this.current = { course, places, motion: new Motion(course, this.stops, places) };
    this.sendResponse(response);
    this.event('initialized');
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    const { course } = this.live;
    this.sendResponse(response);
    this.#stopped('entry', course.mover);
    this.options.moved(course.run);
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse): void {
    this.shutdown();
    this.sendResponse(response);
    this.event('terminated');
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    const { course, motion } = this.live;
    motion.cancel();
    course.go(0);
    this.sendResponse(response);
    this.#arrive('entry', course.mover);
  }

  protected override nextRequest(
    response: DebugProtocol.NextResponse,
    { threadId }: DebugProtocol.NextArguments,
  ): void {
    const process = this.processOf(threadId);
    this.sendResponse(response);
    this.#step(process);
  }

  protected override stepInRequest(
    response: DebugProtocol.StepInResponse,
    { threadId, targetId }: DebugProtocol.StepInArguments,
  ): void {
    const { course } = this.live;
    const process = this.processOf(threadId);
    const target = targetId === undefined ? undefined : course.position.open[targetId];
    if (targetId !== undefined && !target) throw new Refused(this.l10n.t('this step can no longer be taken'));
    this.sendResponse(response);
    if (!target) {
      this.#step(process);
      return;
    }
    course.take(target.choice);
    this.#arrive('step', target.process);
  }

  protected override stepOutRequest(
    response: DebugProtocol.StepOutResponse,
    { threadId }: DebugProtocol.StepOutArguments,
  ): void {
    const { course, motion } = this.live;
    const process = this.processOf(threadId);
    this.sendResponse(response);
    if (course.stepOf(process)) {
      this.#arrive('step', process, motion.out(process));
    } else this.#step(process);
  }

  protected override stepBackRequest(
    response: DebugProtocol.StepBackResponse,
    _args: DebugProtocol.StepBackArguments,
  ): void {
    const { course } = this.live;
    const undone = course.line.taken[course.at - 1]?.process;
    this.sendResponse(response);
    course.go(course.at - 1);
    // the thread whose step was taken back is the one to look at
    this.#arrive(course.at === 0 ? 'entry' : 'step', undone ?? course.mover);
  }

  protected override continueRequest(
    response: DebugProtocol.ContinueResponse,
    { threadId }: DebugProtocol.ContinueArguments,
  ): void {
    const { course, motion } = this.live;
    const process = this.processOf(threadId);
    response.body = { allThreadsContinued: true };
    this.sendResponse(response);
    motion.forward(process, (stop) => {
      if (stop.end !== undefined) this.tell(this.#endWords(stop.end));
      this.#arrive(stop.end === undefined ? 'pause' : 'step', course.mover, stop.stop);
    });
  }

  protected override reverseContinueRequest(
    response: DebugProtocol.ReverseContinueResponse,
    { threadId }: DebugProtocol.ReverseContinueArguments,
  ): void {
    const { course, motion } = this.live;
    this.processOf(threadId);
    this.sendResponse(response);
    const stop = motion.back();
    this.#arrive(course.at === 0 ? 'entry' : 'step', course.mover, stop);
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    const { motion } = this.live;
    this.sendResponse(response);
    motion.pause();
  }

  #step(process: number): void {
    const { course } = this.live;
    const step = course.stepOf(process);
    if (step) {
      course.take(step.choice);
      this.#arrive('step', process);
      return;
    }
    const { broken, ended } = course.position;
    const name = course.machine.processes[process]?.name ?? '';
    this.tell(
      broken !== undefined
        ? this.l10n.t('The run is over, it broke a rule: {0}', broken)
        : ended.includes(name)
          ? this.l10n.t('{0} has ended.', name)
          : this.l10n.t('{0} has to wait: another thread must take a step.', name),
    );
    this.#stopped('step', process);
  }

  /** Stops after the session itself has moved the run. */
  #arrive(reason: string, process: number, stop?: Stop): void {
    const { course, places } = this.live;
    this.#stopped(reason, process, { stop: stop ?? this.#broken(course, places) });
    this.options.moved(course.run);
  }

  /** A rule that a single step broke is told as well. */
  #broken(course: Course, places: Places): Stop | undefined {
    return course.line.taken[course.at - 1]?.broken === undefined ? undefined : this.stops.at(course, places);
  }

  #stopped(
    reason: string,
    process: number,
    { stop, quiet = false }: { stop?: Stop | undefined; quiet?: boolean } = {},
  ): void {
    this.lastStop = stop;
    const asException = stop && !('ids' in stop);
    const body: DebugProtocol.StoppedEvent['body'] = {
      reason: stop ? (asException ? 'exception' : stop.why) : reason,
      threadId: threadOf(process),
      allThreadsStopped: true,
      ...(quiet ? { preserveFocusHint: true } : {}),
      ...(stop ? { description: this.#describe(stop), text: stop.says } : {}),
      ...(stop && 'ids' in stop ? { hitBreakpointIds: stop.ids } : {}),
    };
    this.event('stopped', body);
  }

  #describe(stop: Stop): string {
    const filter = this.points.filters().find(({ filter: id }) => id === stop.why);
    return filter ? filter.label : this.l10n.t('at a breakpoint');
  }

  #endWords(end: NonNullable<Arrival['end']>): string {
    switch (end) {
      case 'over':
        return this.l10n.t('Nobody can go on: the run has ended.');
      case 'circles':
        return this.l10n.t('The run goes round in circles; choose a step to leave it.');
      default:
        return this.l10n.t('The run is very long; continue once more to go on.');
    }
  }
}
