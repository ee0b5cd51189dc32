import { type Hover, MarkupKind } from 'vscode-languageserver/node';
import { type ExplainOptions, explainUse } from '../../conversion/explain.ts';
import type { TrackedField } from '../../conversion/field.ts';
import type { FileReport } from '../../conversion/model.ts';
import { eraOfTree } from '../../host/release.ts';
import { cancellable } from '../cancel.ts';
import { type Positions, rangeIn } from '../convert.ts';
import type { Feature } from '../feature.ts';
import type { Folder } from '../folder.ts';
import { rungAt, useAt } from '../places.ts';
import { rungMessage } from '../wording.ts';

export const hover: Feature = {
  capabilities: { hoverProvider: true },
  register(session) {
    session.connection.onHover((params, token) =>
      cancellable(token, async () => {
        const view = await session.documents.view(params.textDocument.uri);
        if (!view) return null;
        const offset = view.document.offsetAt(params.position);
        const options = { markdown: session.client.markdownHover, ...explainOptions(view.folder) };
        return hoverAt(view.report, offset, view.document, session.field, options);
      }),
    );
  },
};

/** Explanations speak of the kernel release that the folder holds, where its Makefile tells. */
export function explainOptions({ root }: Folder): ExplainOptions {
  const era = root === undefined ? undefined : eraOfTree(root);
  return era === undefined ? {} : { era };
}

/** What the use or call at the offset means; null where there is none. */
export function hoverAt(
  report: FileReport,
  offset: number,
  positions: Positions,
  field: TrackedField,
  options: ExplainOptions & { readonly markdown: boolean },
): Hover | null {
  const { markdown } = options;
  const use = useAt(report, offset);
  if (use)
    return toHover(
      explainUse(use, field, options),
      markdown,
      rangeIn(positions, use.offset, use.field.length),
    );
  const rung = rungAt(report, offset);
  if (rung) return toHover(rungMessage(rung), markdown, rangeIn(positions, rung.offset, rung.name.length));
  const converted = report.converted.find(
    (each) => each.offset <= offset && offset <= each.offset + each.function.length,
  );
  if (!converted) return null;
  return toHover(
    `\`${converted.function}\` is converted: it takes the mapping as \`${converted.parameter}\` and leaves the field alone.`,
    markdown,
    rangeIn(positions, converted.offset, converted.function.length),
  );
}

function toHover(text: string, markdown: boolean, range: Hover['range'] & object): Hover {
  if (markdown) return { contents: { kind: MarkupKind.Markdown, value: text }, range };
  return { contents: { kind: MarkupKind.PlainText, value: plain(text) }, range };
}

/**
 * For clients that show text as it comes: without the marks of emphasis, code and links. Underscores
 * stay: here they are names.
 */
export function plain(markdown: string): string {
  return markdown
    .replace(/^#+ /gm, '')
    .replace(/\*\*|`/g, '')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)');
}
