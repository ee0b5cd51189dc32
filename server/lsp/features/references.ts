import type { Location } from 'vscode-languageserver/node';
import type { Use } from '../../conversion/model.ts';
import type { FieldDeclaration } from '../../paths/model.ts';
import { cancellable } from '../cancel.ts';
import { locationOf } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import type { Folder } from '../folder.ts';
import { rangeFinder } from '../onDisk.ts';
import { claimed, useAt } from '../places.ts';
import type { Session } from '../session.ts';

/**
 * Every use of the tracked field, asked from any use or from the field's declaration. Other names are
 * left to the editor's own C support.
 */
export const references: Feature = {
  capabilities: { referencesProvider: true },
  register(session) {
    session.connection.onReferences((params, token) =>
      cancellable(token, async (signal) => {
        const view = await session.documents.view(params.textDocument.uri);
        if (!view) return null;
        const offset = view.document.offsetAt(params.position);
        const use = useAt(view.report, offset);
        if (use?.record === null) return locationsIn(session, view.folder, [use]);
        if (!use && !(await isDeclaration(session, view, offset, signal))) return null;
        const locations = await useLocations(session, view.folder);
        if (!params.context.includeDeclaration) return locations;
        return [...(await declarationLocations(session, view.folder, signal)), ...locations];
      }),
    );
  },
};

/** Uses by folder, the asking folder's first, files and places in order. */
async function useLocations(session: Session, first: Folder): Promise<Location[]> {
  const folders = [first, ...session.folders.all.filter((folder) => folder !== first)];
  const locations: Location[] = [];
  for (const folder of folders) {
    const report = folder.ready?.report();
    for (const file of report?.files ?? [])
      locations.push(...(await locationsIn(session, folder, claimed(file.uses))));
  }
  return locations;
}

/** `uses` are of one file. */
async function locationsIn(session: Session, folder: Folder, uses: readonly Use[]): Promise<Location[]> {
  const first = uses[0];
  if (!first) return [];
  const uri = folder.uriOf(first.file);
  const rangeOf = await rangeFinder(session, folder, first.file);
  return uses.map((use) => locationOf(uri, rangeOf(use, use.field.length)));
}

/** Where the tracked records declare the field. */
export async function declarations(
  session: Session,
  folder: Folder,
  signal: AbortSignal,
): Promise<FieldDeclaration[]> {
  const { records, field } = session.field;
  return folder.calls ? folder.calls.fields(records, field, signal) : [];
}

export async function declarationLocations(
  session: Session,
  folder: Folder,
  signal: AbortSignal,
  record?: string,
): Promise<Location[]> {
  const found = await declarations(session, folder, signal);
  const locations: Location[] = [];
  for (const each of found) {
    if (record !== undefined && each.record !== record) continue;
    const rangeOf = await rangeFinder(session, folder, each.spot.file);
    locations.push(locationOf(folder.uriOf(each.spot.file), rangeOf(each.spot, each.field.length)));
  }
  return locations;
}

async function isDeclaration(
  session: Session,
  view: View,
  offset: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { field } = session.field;
  // most requests are about other words: no search for those
  const around = view.document.getText().slice(Math.max(0, offset - field.length), offset + field.length);
  if (!around.includes(field)) return false;
  return (await declarations(session, view.folder, signal)).some(
    ({ spot }) => spot.file === view.file && spot.offset <= offset && offset <= spot.offset + field.length,
  );
}
