import { type Problem, ROLES, type Use } from '../conversion/model.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const TREE = 'TREE';

export interface SarifInput {
  readonly uses: readonly Use[];
  /** what could not be read: told as notifications, so that nobody takes the results for all there is */
  readonly problems: readonly Problem[];
  /** the tool's version */
  readonly version: string;
  /** 1-based column of a use in UTF-16 units */
  readonly columnOf: (use: Use) => number;
}

/**
 * SARIF 2.1.0 with one rule for each role. A use that can be converted is a note; an owner or one
 * without a source is for information, because nobody is asked to change it.
 */
export function sarifOf({ uses, problems, version, columnOf }: SarifInput): object {
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
              id: ruleOf(role),
              shortDescription: { text: `The tracked field, as ${role}` },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: problems.map(({ file, message }) => ({
              level: 'warning',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [TREE]: { description: { text: 'The root of the kernel tree' } } },
        results: uses.map((use) => resultOf(use, columnOf(use))),
      },
    ],
  };
}

function resultOf(use: Use, column: number): object {
  const stays = use.stage === 'owner' || use.stage === 'no-source';
  return {
    ruleId: ruleOf(use.role),
    ruleIndex: ROLES.indexOf(use.role),
    // the format allows a level other than none only for what fails
    kind: stays ? 'informational' : 'fail',
    level: stays ? 'none' : 'note',
    message: { text: messageOf(use) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(use.file),
          region: { startLine: use.line, startColumn: column, endColumn: column + use.field.length },
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
  };
}

function ruleOf(role: string): string {
  return `mapping-${role}`;
}

/** A URI reference relative to the tree: `#` and `?` in a name must not end it. */
function artifact(file: string): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: TREE };
}

function messageOf(use: Use): string {
  const record = use.record === null ? 'a record that could not be told' : `struct ${use.record}`;
  const source = use.sources[0];
  const advice = source ? `; ${source.expression} is at hand` : use.noSource ? `; ${use.noSource}` : '';
  return `${use.access} of ${use.field} of ${record}: ${use.roleReason}${advice}.`;
}
