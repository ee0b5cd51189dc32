import { type InlayHint, MarkupKind, type Range } from 'vscode-languageserver/node';
import { explainUse } from '../../conversion/explain.ts';
import type { FileReport, Use } from '../../conversion/model.ts';
import { cancellable } from '../cancel.ts';
import type { Positions } from '../convert.ts';
import type { Feature } from '../feature.ts';
import { explainOptions } from './hover.ts';

export const inlayHint: Feature = {
  capabilities: { inlayHintProvider: { resolveProvider: true } },
  register(session) {
    const { languages } = session.connection;
    languages.inlayHint.on((params, token) =>
      cancellable(token, async () => {
        if (!session.settings.inlayHints.enabled) return null;
        const view = await session.documents.view(params.textDocument.uri);
        return view ? hintsIn(view.report, view.uri, view.document, params.range) : null;
      }),
    );
    languages.inlayHint.resolve((hint, token) =>
      cancellable(token, async () => {
        const data = hint.data as HintData | undefined;
        const view = data && (await session.documents.view(data.uri));
        const use = view?.report.uses.find((each) => each.offset === data?.offset);
        if (!view || !use) return hint;
        const value = explainUse(use, session.field, explainOptions(view.folder));
        return { ...hint, tooltip: { kind: MarkupKind.Markdown, value } };
      }),
    );
    const refresh = (): void => {
      if (session.client.refreshInlayHints)
        languages.inlayHint.refresh().catch((error) => session.log(`inlay hints: ${error}`));
    };
    session.onTreeChanged(refresh);
    session.onSettings(refresh);
  },
};

interface HintData {
  readonly uri: string;
  readonly offset: number;
}

/** One short word behind each use in the range: how far it has come, and why where that says more. */
export function hintsIn(
  report: FileReport,
  uri: string,
  positions: Positions & { offsetAt(position: Range['start']): number },
  range: Range,
): InlayHint[] {
  const from = positions.offsetAt(range.start);
  const to = positions.offsetAt(range.end);
  return report.uses
    .filter((use) => use.offset >= from && use.offset + use.field.length <= to)
    .map((use) => {
      const data: HintData = { uri, offset: use.offset };
      return {
        position: positions.positionAt(use.offset + use.field.length),
        label: hintLabel(use),
        paddingLeft: true,
        data,
      };
    });
}

export function hintLabel(use: Use): string {
  if (use.record === null) return '?';
  if (use.stage === 'raw') return use.role === 'identity' ? 'raw' : `raw: ${use.role}`;
  return use.stage;
}
