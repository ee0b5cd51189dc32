import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What the client at the other end can do, in the words that the server asks in. */
export interface ClientFlags {
  readonly markdownHover: boolean;
  readonly configuration: boolean;
  readonly configurationEvents: boolean;
  readonly watchFiles: boolean;
  readonly relativePatterns: boolean;
  readonly workspaceFolders: boolean;
  readonly refreshInlayHints: boolean;
  readonly refreshCodeLenses: boolean;
  readonly diagnosticData: boolean;
  /** knows this project's own notifications and commands */
  readonly ownClient: boolean;
}

export function clientFlags(capabilities: ClientCapabilities, initializationOptions: unknown): ClientFlags {
  const { textDocument, workspace } = capabilities;
  const options = (initializationOptions ?? {}) as { mapshiftClient?: unknown };
  return {
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    configuration: workspace?.configuration ?? false,
    configurationEvents: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    refreshInlayHints: workspace?.inlayHint?.refreshSupport ?? false,
    refreshCodeLenses: workspace?.codeLens?.refreshSupport ?? false,
    diagnosticData: textDocument?.publishDiagnostics?.dataSupport ?? false,
    ownClient: options.mapshiftClient === true,
  };
}
