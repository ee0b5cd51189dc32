import type { CancellationToken } from 'vscode-languageserver/node';
import { functionAtOffset } from '../../paths/slice/target.ts';
import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import { useAt } from '../places.ts';
import { CHAINS, type ChainsParams, type ChainsResult } from '../protocol.ts';

/** The entry points that reach the use at a position, or else the function around it; null outside functions. */
export const chains: Feature = {
  register(session) {
    session.connection.onRequest(CHAINS, (params: ChainsParams, token: CancellationToken) =>
      cancellable(token, async (signal): Promise<ChainsResult | null> => {
        const view = await session.documents.view(params.textDocument.uri);
        const paths = await view?.folder.paths();
        if (!view || !paths) return null;
        const { file, document } = view;
        const text = document.getText();
        const offset = document.offsetAt(params.position);
        const fn = functionAtOffset(paths.parser, file, text, offset);
        if (!fn) return null;
        const use = useAt(view.report, offset);
        const place = use ? { line: use.line, offset: use.offset } : null;
        return paths.chains({ ...fn, file, text, uses: view.report.uses }, place, signal);
      }),
    );
  },
};
