import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReport, Rung, Use } from '../../server/conversion/model.ts';
import { SourceText } from '../../server/syntax/source.ts';

/** Hand-made reports: each `->mapping` of a text is a use, with what the test says about it. */
export function reportOn(
  file: string,
  text: string,
  says: Partial<Use>[],
  rungs: Partial<Rung>[] = [],
): FileReport {
  const source = new SourceText(text);
  const offsets = [...text.matchAll(/->mapping/g)].map((match) => match.index + 2);
  if (offsets.length !== says.length)
    throw new Error(`${offsets.length} uses in the text, ${says.length} described`);
  return {
    file,
    uses: offsets.map((offset, i) => ({
      file,
      ...source.position(offset),
      offset,
      field: 'mapping',
      record: 'page',
      confidence: 'certain',
      reason: 'parameter page',
      function: 'f',
      access: 'read',
      role: 'identity',
      roleReason: 'asks whose page this is',
      stage: 'raw',
      sources: [],
      noSource: null,
      condition: null,
      base: 'page',
      nearDamage: false,
      ...says[i],
    })),
    rungs: rungs.map((rung) => {
      const name = rung.name ?? 'page_mapping';
      const offset = text.indexOf(`${name}(`);
      if (offset < 0) throw new Error(`no ${name} in the text`);
      return {
        file,
        ...source.position(offset),
        offset,
        name,
        function: 'f',
        stage: 'helper',
        reason: 'an accessor',
        ...rung,
      };
    }),
    converted: [],
    damage: [],
    falseFriends: 0,
  };
}

export function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///x.c', 'c', 1, text);
}
