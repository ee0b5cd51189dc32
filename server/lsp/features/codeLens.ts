import {
  type CodeLens,
  CodeLensRefreshRequest,
  type Command,
  type Location,
} from 'vscode-languageserver/node';
import type { FileReport, Stage, Use } from '../../conversion/model.ts';
import type { Syntax } from '../../syntax/parser.ts';
import { cancellable } from '../cancel.ts';
import { locationOf, type Positions, rangeIn } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { functionAt } from '../functions.ts';
import { PLAY, SHOW_REFERENCES } from '../protocol.ts';
import { plural, stageSummary } from '../wording.ts';
import { playableOf } from './playable.ts';

export const codeLens: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  register(session) {
    // an editor that lists its lenses anew drops the old ones, also that under the mouse: only for another picture
    const shown = new Map<string, string>();
    session.connection.onCodeLens((params, token) =>
      cancellable(token, async () => {
        const { uri } = params.textDocument;
        shown.delete(uri);
        if (!session.settings.codeLens.enabled) return null;
        const view = await session.documents.view(uri);
        shown.set(uri, view ? picture(view) : '');
        const syntax = view?.engine.syntaxOf(view.file);
        if (!view || !syntax) return null;
        const lenses = lensesOf(view.report, syntax, view.uri, view.document);
        return session.client.ownClient ? [...lenses, ...playLenses(view)] : lenses;
      }),
    );
    session.connection.onCodeLensResolve((lens, token) =>
      cancellable(token, async () => {
        const data = lens.data as LensData | undefined;
        const view = data && (await session.documents.view(data.uri));
        return view ? resolved(lens, view, data.offset, session.client.ownClient) : lens;
      }),
    );
    const refresh = (): void => {
      if (session.client.refreshCodeLenses)
        session.connection
          .sendRequest(CodeLensRefreshRequest.type)
          .catch((error) => session.log(`code lenses: ${error}`));
    };
    session.onTreeChanged(() => {
      const isStale = (view: View): boolean => (shown.get(view.uri) ?? picture(view)) !== picture(view);
      if (session.documents.views().some(isStale)) refresh();
    });
    session.onSettings(refresh);
    session.onClosed((uri) => shown.delete(uri));
  },
};

/** All of a report that lenses tell of. */
function picture({ report }: View): string {
  return JSON.stringify(report.uses.map(({ offset, stage }) => [offset, stage]));
}

/** A lens above each function that can be played. */
function playLenses(view: View): CodeLens[] {
  return playableOf(view).map(({ selectionRange }) => ({
    range: selectionRange,
    command: { title: 'Play this code path', command: PLAY, arguments: [view.uri, selectionRange.start] },
  }));
}

interface LensData {
  readonly uri: string;
  /** of the function's name */
  readonly offset: number;
}

/** One lens above each function that names the field, without its text: most are never scrolled to. */
export function lensesOf(report: FileReport, syntax: Syntax, uri: string, positions: Positions): CodeLens[] {
  const lenses: CodeLens[] = [];
  let end = -1;
  for (const use of report.uses) {
    if (use.function === null || use.offset < end) continue;
    const span = functionAt(syntax, use.offset);
    if (!span) continue;
    end = span.end;
    const data: LensData = { uri, offset: span.nameOffset };
    lenses.push({ range: rangeIn(positions, span.nameOffset, span.name.length), data });
  }
  return lenses;
}

function resolved(lens: CodeLens, view: View, offset: number, ownClient: boolean): CodeLens {
  const syntax = view.engine.syntaxOf(view.file);
  const span = syntax && functionAt(syntax, offset);
  const uses = span
    ? view.report.uses.filter((use) => span.start <= use.offset && use.offset < span.end)
    : [];
  const locations = uses.map((use) =>
    locationOf(view.uri, rangeIn(view.document, use.offset, use.field.length)),
  );
  return { ...lens, command: lensCommand(lens, view.uri, uses, locations, ownClient) };
}

/** What the lens says; other clients than ours get a title without an action. */
export function lensCommand(
  lens: CodeLens,
  uri: string,
  uses: readonly Use[],
  locations: readonly Location[],
  ownClient: boolean,
): Command {
  const title = lensTitle(uses);
  if (!ownClient || uses.length === 0) return { title, command: '' };
  return { title, command: SHOW_REFERENCES, arguments: [uri, lens.range.start, locations] };
}

export function lensTitle(uses: readonly Use[]): string {
  const first = uses[0];
  if (!first) return 'field no longer used';
  const counts: Partial<Record<Stage, number>> = {};
  let unknown = 0;
  for (const use of uses) {
    if (use.record === null) unknown++;
    else counts[use.stage] = (counts[use.stage] ?? 0) + 1;
  }
  const parts = [stageSummary(counts), unknown > 0 ? `unknown ${unknown}` : ''].filter((part) => part !== '');
  return `${plural(uses.length, 'use')} of ${first.field}: ${parts.join(', ')}`;
}
