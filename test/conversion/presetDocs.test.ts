/** docs/presets.md says what the schema says. `UPDATE=1` writes it anew. */
import { expect, test } from 'vitest';
import { PRESETS } from '../../server/conversion/presets.ts';
import schema from '../../server/presets/schema.json' with { type: 'json' };

interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: unknown;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
}

test('docs/presets.md is that of the schema', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/presets.md');
});

test('every key and every part of one is described', () => {
  expect(rows(schema as SchemaNode).filter(([, , says]) => !says && !says?.startsWith('$'))).toEqual([]);
});

function page(): string {
  const keys = rows(schema as SchemaNode)
    .map(
      ([key, what, says]) =>
        `| \`${key}\` | ${what.replaceAll('|', '\\|')} | ${says.replaceAll('|', '\\|')} |\n`,
    )
    .join('');
  const shipped = [...PRESETS.values()].map(({ id, title }) => `- \`${id}\`: ${title}\n`).join('');
  return `# Presets

A preset is what Mapshift knows of the field that is being converted, as data. These ship with it:

${shipped}
Another field needs a file alone: JSON with comments, named with \`--field FILE\` on the command line or in the setting
\`mapshift.field\`. A file called \`*.mapshift.json\` is checked and completed by the editor as you type. What is wrong in one
is told with its line.

\`\`\`json
{
  // struct page's private word
  "id": "page-private",
  "records": ["page"],
  "field": "private",
  "substitute": "unsigned long"
}
\`\`\`

With \`"extends": "page-mapping"\` a file says only what differs from a preset that ships.

## Keys

Four must be said: ${schema.required.map((key) => `\`${key}\``).join(', ')}.

| key | what it is | meaning |
|---|---|---|
${keys}`;
}

/** Key, what is expected there, what it means; members of members too. */
function rows(node: SchemaNode, prefix = ''): [string, string, string][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, member]): [string, string, string][] => {
    if (key === '$schema') return [];
    const at = `${prefix}${key}`;
    const { title = '', description = '', enum: values } = { ...resolved(member), ...member };
    const what = values ? values.map((each) => `\`${each}\``).join(', ') : title;
    const each = typeof member.additionalProperties === 'object' ? member.additionalProperties : undefined;
    return [
      [at, what, description],
      ...rows(member, `${at}.`),
      ...(member.items ? rows(member.items, `${at}[].`) : []),
      ...(each ? rows(each, `${at}.*.`) : []),
    ];
  });
}

function resolved({ $ref }: SchemaNode): SchemaNode {
  const definitions: Readonly<Record<string, SchemaNode>> = schema.definitions;
  return definitions[$ref?.split('/').at(-1) ?? ''] ?? {};
}
