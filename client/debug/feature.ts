// The debug adapter in the editor: how a session starts, and how it and the panel keep step.
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { scenarios } from '../../sim-core/scenarios/index.ts';
import type { Feature, Services } from '../feature.ts';
import { Latest } from '../panel/latest.ts';
import { firstRun } from '../panel/slicing.ts';
import { findFile } from '../panel/treeFiles.ts';
import type { RunState } from '../shared/panel/run.ts';
import { MapshiftAdapter } from './adapter.ts';
import { runOf, runOfLaunch } from './launch.ts';
import { PATH_SCHEME, pathAt } from './pathUri.ts';

const TYPE = 'mapshift';
/** A play of many steps a second is followed at this pace, in milliseconds: each stop costs the editor several requests. */
const PACE = 200;

export const debugging: Feature = {
  activate(services: Services): vscode.Disposable {
    const { play } = services;
    return vscode.Disposable.from(
      vscode.debug.registerDebugAdapterDescriptorFactory(TYPE, {
        createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(connect(services)),
      }),
      vscode.debug.registerDebugConfigurationProvider(TYPE, resolver(services)),
      vscode.debug.registerDebugConfigurationProvider(
        TYPE,
        { provideDebugConfigurations: () => offers(play.run.run) },
        vscode.DebugConfigurationProviderTriggerKind.Dynamic,
      ),
      vscode.workspace.registerTextDocumentContentProvider(PATH_SCHEME, {
        provideTextDocumentContent: (uri) => {
          try {
            return pathAt(uri.toString(true)).text;
          } catch (error) {
            return error instanceof RangeError ? error.message : String(error);
          }
        },
      }),
      vscode.commands.registerCommand('mapshift.debug', async () => {
        const { run } = play.run;
        if (run) await play.debug(run);
        else await vscode.commands.executeCommand('mapshift.playScenario');
      }),
    );
  },
};

/** An adapter for one session, in step with the panel until it ends. */
function connect({ play }: Services): vscode.DebugAdapter {
  const adapter = new MapshiftAdapter({
    findFile,
    l10n: vscode.l10n,
    moved: (run) => play.run.set(run, adapter),
  });
  const follow = new Latest<RunState>(PACE, (run) => adapter.follow(run));
  const listening = play.run.onChange((run, from) => {
    if (from === adapter) return;
    if (run) follow.give(run);
  });
  const base = adapter.dispose.bind(adapter);
  adapter.dispose = () => {
    listening.dispose();
    follow.dispose();
    base();
    // the marks of a session without a panel end with it
    if (!play.panel) play.run.set(null, adapter);
  };
  return adapter;
}

function resolver({ play, server }: Services): vscode.DebugConfigurationProvider {
  return {
    /** F5 without a configuration plays what the panel shows, or a scenario of choice. */
    async resolveDebugConfiguration(_folder, config) {
      if (config.type) return config;
      const { run } = play.run;
      if (run) return { ...emptyConfig(), run };
      await vscode.commands.executeCommand('mapshift.playScenario');
      return undefined;
    },
    async resolveDebugConfigurationWithSubstitutedVariables(_folder, config, token) {
      const run = await asked(config, token);
      // before the session begins: what the page answers later must not move it back
      if (run && config.panel !== false) play.present(run);
      return run ? { ...config, run } : undefined;
    },
  };

  async function asked(
    config: vscode.DebugConfiguration,
    token: vscode.CancellationToken | undefined,
  ): Promise<RunState | undefined> {
    if (config.run === undefined && !config.scenario && !config.trace && !config.program) {
      if (play.run.run) return play.run.run;
      throw new Error(vscode.l10n.t('Nothing is played: name a scenario, a trace or a program.'));
    }
    if (typeof config.trace === 'string' && !/^\s*(ms\d+~|\{)/.test(config.trace))
      return runOfLaunch({ trace: await readFile(config.trace, 'utf8') });
    if (typeof config.program === 'string') {
      const { file, line } = placeOf(config.program);
      const answer = await server.slice(vscode.Uri.file(file), new vscode.Position(line - 1, 0), token);
      if (!answer) throw new Error(vscode.l10n.t('There is no function here that can be played.'));
      const { play: what, setting } = firstRun(answer.program);
      return runOf(what, { ...setting, ...config });
    }
    return runOfLaunch(config);
  }
}

/** `mm/filemap.c:3100` below an open folder, or with an absolute path. */
function placeOf(program: string): { readonly file: string; readonly line: number } {
  const [, name, line] = /^(.+):(\d+)$/.exec(program) ?? [];
  const file = name === undefined ? undefined : name.startsWith('/') ? name : findFile(name);
  if (file === undefined || !Number(line))
    throw new Error(vscode.l10n.t('{0} is no place in the open folder: name file:line', program));
  return { file, line: Number(line) };
}

function emptyConfig(): vscode.DebugConfiguration {
  return { type: TYPE, request: 'launch', name: vscode.l10n.t('Mapshift: this run') };
}

/** The run at hand, and each scenario of the registry. */
function offers(run: RunState | null): vscode.DebugConfiguration[] {
  const each = scenarios.map(({ id, title }) => ({ ...emptyConfig(), name: title, scenario: id }));
  return run ? [{ ...emptyConfig(), run }, ...each] : each;
}
