import type { Diagnostic } from 'vscode-languageserver/node';
import type { FileReport, Rung, Use } from '../../conversion/model.ts';
import {
  type DiagnosticStyle,
  type Positions,
  rungDiagnostic,
  severityOf,
  useDiagnostic,
} from '../convert.ts';
import type { Feature } from '../feature.ts';
import type { DiagnosticLevel, Settings } from '../protocol.ts';

/** Pushed for open documents, after each analysis: a pull for a whole workspace would be a poll. */
export const diagnostics: Feature = {
  register(session) {
    const publish = (uri: string, version: number | undefined, list: Diagnostic[]): void => {
      session.connection
        .sendDiagnostics({ uri, ...(version !== undefined && { version }), diagnostics: list })
        .catch((error) => session.log(`diagnostics of ${uri}: ${error}`));
    };
    const options = (): DiagnosticOptions => ({
      levels: session.settings.diagnostics,
      field: session.field.field,
      data: session.client.diagnosticData,
    });
    session.onAnalysed((view) =>
      publish(view.uri, view.document.version, diagnosticsOf(view.report, view.document, options())),
    );
    session.onClosed((uri) => publish(uri, undefined, []));
    session.onSettings(() => {
      for (const view of session.documents.views())
        publish(view.uri, view.document.version, diagnosticsOf(view.report, view.document, options()));
    });
  },
};

export interface DiagnosticOptions {
  readonly levels: Settings['diagnostics'];
  /** the tracked field's name, the first part of every code */
  readonly field: string;
  readonly data: boolean;
}

/** Diagnostics of one file, in the order of their places. */
export function diagnosticsOf(
  report: FileReport,
  positions: Positions,
  options: DiagnosticOptions,
): Diagnostic[] {
  if (!options.levels.enabled) return [];
  const style = (level: DiagnosticLevel): DiagnosticStyle | null => {
    const severity = severityOf(level);
    return severity && { severity, data: options.data };
  };
  const raw = style(options.levels.raw);
  const other = style(options.levels.other);
  const found: { offset: number; diagnostic: Diagnostic }[] = [];
  for (const use of report.uses) {
    const chosen = needsWork(use) ? raw : other;
    if (chosen && use.stage !== 'converted')
      found.push({ offset: use.offset, diagnostic: useDiagnostic(use, positions, chosen) });
  }
  for (const rung of report.rungs)
    if (other && isUnfinished(rung))
      found.push({ offset: rung.offset, diagnostic: rungDiagnostic(rung, options.field, positions, other) });
  return found.sort((a, b) => a.offset - b.offset).map((each) => each.diagnostic);
}

/** A use of the field that the plan can convert and nobody has begun to. */
function needsWork(use: Use): boolean {
  return use.stage === 'raw' && use.record !== null;
}

/** Placeholders and helpers still have a way to go; what is passed or checked is in order. */
function isUnfinished(rung: Rung): boolean {
  return rung.stage === 'parameter' || rung.stage === 'helper';
}
