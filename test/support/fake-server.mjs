// A server that knows next to nothing, to test the harness with.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
connection.onInitialize(({ workspaceFolders }) => ({
  capabilities: {},
  serverInfo: { name: workspaceFolders?.[0]?.name ?? 'no folder' },
}));
connection.onDidOpenTextDocument(({ textDocument: { uri, version } }) =>
  connection.sendDiagnostics({ uri, version, diagnostics: [] }),
);
connection.onDidChangeTextDocument(async ({ textDocument: { uri, version } }) => {
  const message = JSON.stringify(await connection.workspace.getConfiguration('mapshift'));
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  connection.sendDiagnostics({ uri, version, diagnostics: [{ range, message }] });
});
connection.onRequest('fake/hang', () => new Promise(() => {}));
if (process.argv.includes('--stubborn')) {
  connection.onExit(() => {});
  connection.onShutdown(() => new Promise(() => {}));
}
connection.listen();
