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
  /** shows actions that cannot be done, greyed out and with the reason */
  readonly disabledActions: boolean;
  /** asks for an action's edit when it is chosen */
  readonly resolvesActions: boolean;
  /** asks before it makes an edit that is annotated so */
  readonly confirmsEdits: boolean;
  /** takes edits by version of the document */
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
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
    disabledActions: textDocument?.codeAction?.disabledSupport ?? false,
    resolvesActions: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false,
    confirmsEdits:
      (textDocument?.codeAction?.honorsChangeAnnotations ?? false) &&
      workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
    ownClient: options.mapshiftClient === true,
  };
}
