import type { DocumentHighlight } from 'vscode-languageserver/node';
import type { FileReport } from '../../conversion/model.ts';
import { cancellable } from '../cancel.ts';
import { highlightOf, type Positions } from '../convert.ts';
import type { Feature } from '../feature.ts';
import { claimed, useAt } from '../places.ts';

export const documentHighlight: Feature = {
  capabilities: { documentHighlightProvider: true },
  register(session) {
    session.connection.onDocumentHighlight((params, token) =>
      cancellable(token, async () => {
        const view = await session.documents.view(params.textDocument.uri);
        if (!view) return null;
        return highlightsAt(view.report, view.document.offsetAt(params.position), view.document);
      }),
    );
  },
};

/**
 * Every use of the field in the file when the cursor is on one, marked read or write. Null elsewhere:
 * the editor falls back to its own.
 */
export function highlightsAt(
  report: FileReport,
  offset: number,
  positions: Positions,
): DocumentHighlight[] | null {
  const use = useAt(report, offset);
  if (!use) return null;
  const same = use.record === null ? [use] : claimed(report.uses);
  return same.map((each) => highlightOf(each, positions));
}
