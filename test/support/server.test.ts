import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestServer } from './server.ts';

const bundle = join(fileURLToPath(import.meta.url), '..', 'fake-server.mjs');
const uri = 'file:///x.c';

test('a whole conversation: handshake, documents by version, settings, the way out', async () => {
  const server = TestServer.start({ bundle, settings: { mapshift: { field: 'page-mapping' } } });
  expect(await server.initialize('/tmp')).toMatchObject({ serverInfo: { name: 'tree' } });
  await server.open(uri, 'int a;\n');
  expect(await server.diagnostics(uri)).toEqual([]);
  expect(await server.change(uri, 'int b;\n')).toBe(2);
  expect(await server.diagnostics(uri)).toMatchObject([{ message: '{"field":"page-mapping"}' }]);
  expect(server.asked.map(({ method }) => method)).toEqual(['workspace/configuration']);
  await expect(server.waitForNotification('fake/never', () => true, { timeout: 50 })).rejects.toThrow(
    /no fake\/never within 50 ms; came: textDocument\/publishDiagnostics/,
  );
  expect(await server.dispose()).toBe(0);
});

test('a server that does not go is killed', async () => {
  const server = TestServer.start({ bundle, args: ['--stdio', '--stubborn'] });
  expect(await server.initialize(null)).toMatchObject({ serverInfo: { name: 'no folder' } });
  expect(await server.dispose()).toBe(null);
  expect(server.child.signalCode).toBe('SIGKILL');
});
