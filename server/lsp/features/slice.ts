import type { CancellationToken } from 'vscode-languageserver/node';
import { proposals } from '../../paths/slice/proposals.ts';
import { functionAtOffset } from '../../paths/slice/target.ts';
import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import { SLICE, type SliceParams, type SliceResult } from '../protocol.ts';

/** The code path of the function around a position, as the simulation plays it; null where no function stands. */
export const slice: Feature = {
  register(session) {
    session.connection.onRequest(SLICE, (params: SliceParams, token: CancellationToken) =>
      cancellable(token, async (signal): Promise<SliceResult | null> => {
        const view = await session.documents.view(params.textDocument.uri);
        const paths = await view?.folder.paths();
        if (!view || !paths) return null;
        const text = view.document.getText();
        const offset = view.document.offsetAt(params.position);
        const fn = functionAtOffset(paths.parser, view.file, text, offset);
        if (!fn) return null;
        const { file } = view;
        const program = await paths.slice({ ...fn, file, text, uses: paths.uses(file, text) }, signal);
        return { program, proposals: proposals(program) };
      }),
    );
  },
};
