import type { CancellationToken, Range } from 'vscode-languageserver/node';
import { playableIn } from '../../paths/slice/playable.ts';
import { cancellable } from '../cancel.ts';
import { rangeIn } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { PLAYABLE, type PlayableFunction, type PlayableParams } from '../protocol.ts';

/** Which functions of an open document can be played, told without reading any other file. */
export const playable: Feature = {
  register(session) {
    session.connection.onRequest(PLAYABLE, (params: PlayableParams, token: CancellationToken) =>
      cancellable(token, async (): Promise<PlayableFunction[]> => {
        const view = await session.documents.view(params.textDocument.uri);
        if (!view) return [];
        const { range, position } = params;
        const wanted = range ?? (position && { start: position, end: position });
        return playableOf(view).filter((each) => !wanted || overlaps(each.range, wanted));
      }),
    );
  },
};

/** Single documents have no tree to look callees up in: nothing of them is played. */
export function playableOf(view: View): PlayableFunction[] {
  const syntax = view.folder.root === undefined ? undefined : view.engine.syntaxOf(view.file);
  if (!syntax) return [];
  const uses = view.report.uses.map(({ offset }) => offset);
  return playableIn(syntax.root, syntax.text, uses).map(({ name, nameOffset, start, end }) => ({
    name,
    range: rangeIn(view.document, start, end - start),
    selectionRange: rangeIn(view.document, nameOffset, name.length),
  }));
}

function overlaps(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']): boolean =>
    x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
