import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import { useAt } from '../places.ts';
import { declarationLocations } from './references.ts';

/** From a use to the field's declaration in the record that owns it. */
export const definition: Feature = {
  capabilities: { definitionProvider: true },
  register(session) {
    session.connection.onDefinition((params, token) =>
      cancellable(token, async (signal) => {
        const view = await session.documents.view(params.textDocument.uri);
        const use = view && useAt(view.report, view.document.offsetAt(params.position));
        if (!use || use.record === null) return null;
        return declarationLocations(session, view.folder, signal, use.record);
      }),
    );
  },
};
