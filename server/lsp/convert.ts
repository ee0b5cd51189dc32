/**
 * The one place where the core's values become the protocol's. Core: 1-based lines, byte columns,
 * UTF-16 offsets, paths relative to a tree. Protocol: 0-based UTF-16 positions and URIs.
 */
import {
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
  type Range,
} from 'vscode-languageserver/node';
import type { Access, Rung, Use } from '../conversion/model.ts';
import type { DiagnosticLevel } from './protocol.ts';
import { rungMessage, useMessage } from './wording.ts';

/** What turns offsets into positions: a TextDocument does. */
export interface Positions {
  positionAt(offset: number): Position;
}

/** A place in a file, as the core gives it. */
export interface Placed {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export function rangeIn(positions: Positions, offset: number, length: number): Range {
  return { start: positions.positionAt(offset), end: positions.positionAt(offset + length) };
}

/**
 * The range of `length` UTF-16 units at a place in a file that is not open. `lineText` is the line
 * as it stands on disk; without it, bytes are taken for characters.
 */
export function rangeOnDisk(placed: Placed, length: number, lineText?: string): Range {
  const line = placed.line - 1;
  const character = lineText === undefined ? placed.column - 1 : characterOfColumn(lineText, placed.column);
  return { start: { line, character }, end: { line, character: character + length } };
}

/** The 0-based UTF-16 character of a 1-based column in UTF-8 bytes. */
export function characterOfColumn(lineText: string, column: number): number {
  let bytes = column - 1;
  let at = 0;
  while (bytes > 0 && at < lineText.length) {
    const code = lineText.codePointAt(at) ?? 0;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

export function locationOf(uri: string, range: Range): Location {
  return { uri, range };
}

/** Names a use across requests, as long as its file does not change. */
export function useId(use: Use): string {
  return `${use.file}:${use.line}:${use.column}`;
}

/** What a diagnostic carries for a later request about the same place. */
export interface DiagnosticData {
  readonly use: string;
  readonly offset: number;
  readonly stage: string;
  readonly role?: string;
}

/** The code of a use's diagnostic: the stage where it is not raw, else the role. */
export function diagnosticCode(use: Use): string {
  if (use.record === null) return `${use.field}-unknown`;
  if (use.stage !== 'raw') return `${use.field}-${use.stage}`;
  return `${use.field}-${use.role === 'identity' ? 'raw' : use.role}`;
}

export const SOURCE = 'mapshift';

export interface DiagnosticStyle {
  readonly severity: DiagnosticSeverity;
  /** the client hands `data` back */
  readonly data: boolean;
}

export function useDiagnostic(use: Use, positions: Positions, style: DiagnosticStyle): Diagnostic {
  const data: DiagnosticData = { use: useId(use), offset: use.offset, stage: use.stage, role: use.role };
  return diagnostic(
    rangeIn(positions, use.offset, use.field.length),
    diagnosticCode(use),
    useMessage(use),
    data,
    style,
  );
}

export function rungDiagnostic(
  rung: Rung,
  field: string,
  positions: Positions,
  style: DiagnosticStyle,
): Diagnostic {
  const data: DiagnosticData = {
    use: `${rung.file}:${rung.line}:${rung.column}`,
    offset: rung.offset,
    stage: rung.stage,
  };
  return diagnostic(
    rangeIn(positions, rung.offset, rung.name.length),
    `${field}-${rung.stage}`,
    rungMessage(rung),
    data,
    style,
  );
}

function diagnostic(
  range: Range,
  code: string,
  message: string,
  data: DiagnosticData,
  style: DiagnosticStyle,
): Diagnostic {
  return {
    range,
    severity: style.severity,
    code,
    source: SOURCE,
    message,
    ...(style.data && { data }),
  };
}

/** The protocol's severity, or null for `off`. */
export function severityOf(level: DiagnosticLevel): DiagnosticSeverity | null {
  switch (level) {
    case 'off':
      return null;
    case 'hint':
      return DiagnosticSeverity.Hint;
    case 'information':
      return DiagnosticSeverity.Information;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'error':
      return DiagnosticSeverity.Error;
  }
}

export function highlightOf(use: Use, positions: Positions): DocumentHighlight {
  return { range: rangeIn(positions, use.offset, use.field.length), kind: highlightKind(use.access) };
}

/** An address that is taken may be read or written through: neither is claimed. */
function highlightKind(access: Access): DocumentHighlightKind {
  if (access === 'write') return DocumentHighlightKind.Write;
  if (access === 'address' || access === 'offsetof') return DocumentHighlightKind.Text;
  return DocumentHighlightKind.Read;
}
