import { ROLES, type Use } from '../conversion/model.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * SARIF 2.1.0 with one rule for each role. Columns are UTF-16 units there, which for kernel code are
 * bytes. A use that can be converted is a note; an owner or one without source is not asked to change.
 */
export function sarifOf(uses: readonly Use[], version: string): object {
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mapshift',
            version,
            rules: ROLES.map((role) => ({
              id: `mapping-${role}`,
              shortDescription: { text: `The tracked field, as ${role}` },
            })),
          },
        },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { TREE: { description: { text: 'The root of the kernel tree' } } },
        results: uses.map((use) => ({
          ruleId: `mapping-${use.role}`,
          level: use.stage === 'owner' || use.stage === 'no-source' ? 'none' : 'note',
          kind: use.stage === 'owner' || use.stage === 'no-source' ? 'informational' : 'open',
          message: { text: messageOf(use) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(use.file), uriBaseId: 'TREE' },
                region: {
                  startLine: use.line,
                  startColumn: use.column,
                  endColumn: use.column + use.field.length,
                },
              },
              ...(use.function ? { logicalLocations: [{ name: use.function, kind: 'function' }] } : {}),
            },
          ],
          properties: {
            stage: use.stage,
            access: use.access,
            confidence: use.confidence,
            record: use.record,
          },
        })),
      },
    ],
  };
}

function messageOf(use: Use): string {
  const record = use.record === null ? 'a record that could not be told' : `struct ${use.record}`;
  const source = use.sources[0];
  const advice = source ? `; ${source.expression} is at hand` : use.noSource ? `; ${use.noSource}` : '';
  return `${use.access} of ${use.field} of ${record}: ${use.roleReason}${advice}.`;
}
