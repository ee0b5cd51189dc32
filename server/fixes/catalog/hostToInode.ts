import type { SyntaxNode } from '../../syntax/parser.ts';
import { NOTHING, type Plan } from '../plan.ts';
import { isRefusal } from '../rewrite.ts';
import { type Place, textOf } from '../site.ts';
import { type Fix, type FixSite, isUse } from './fix.ts';
import { placeOf, replacement } from './shared.ts';

export const hostToInode: Fix = {
  id: 'host-to-inode',
  heading: 'From page->mapping->host to the inode at hand',
  kind: 'quickfix',
  about:
    'The code asks the field for its mapping and that for its inode, while the function holds the inode: a local that was read ' +
    'from this very mapping, which is proved, or the inode that the mapping was taken from, which is doubtful: a block device ' +
    'and a coda file keep their pages in another inode’s mapping.',
  title: (site) => {
    const found = hostAt(site);
    return found && 'expression' in found ? `Use ${found.expression}` : 'Use the inode at hand';
  },
  isDoubtful: (site) => {
    const found = hostAt(site);
    return found !== null && 'confidence' in found && found.confidence === 'doubtful';
  },
  applies: (site) => {
    const found = hostAt(site);
    if (!found) return null;
    return 'disabled' in found ? found : true;
  },
  plan: (site): Plan => {
    const found = hostAt(site);
    const place = placeOf(site);
    if (!found || !place || 'disabled' in found) return NOTHING;
    const { node, expression, reason, confidence } = found;
    return replacement(place, node, expression, { reason, confidence });
  },
  example: {
    before: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	struct inode *inode = mapping->host;

	toy_account(page->/*$0*/mapping->host, len);
	return toy_commit(inode, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
    after: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	struct inode *inode = mapping->host;

	toy_account(inode, len);
	return toy_commit(inode, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
  },
};

interface Host {
  /** the whole of `page->mapping->host` */
  readonly node: SyntaxNode;
  readonly expression: string;
  readonly reason: string;
  readonly confidence: 'proved' | 'doubtful';
}

function hostAt(site: FixSite): Host | { readonly disabled: string } | null {
  const place = placeOf(site);
  const back = place?.field.plan?.back;
  const node = place && back ? memberOf(site, back.member) : null;
  if (!place || !back || !node) return null;
  const values = site.values().filter(({ verdict }) => verdict !== 'refused');
  for (const { expression, verdict, from } of values) {
    if (verdict !== 'proved') continue;
    const local = readFrom(place, `${expression}->${back.member}`);
    if (local !== null)
      return {
        node,
        expression: local,
        reason: `${local} is ${expression}->${back.member} (${from})`,
        confidence: 'proved',
      };
  }
  const ending = back.source.replace('$', '');
  for (const { expression } of values)
    if (expression.endsWith(ending)) {
      const host = expression.slice(0, -ending.length);
      return { node, expression: host, reason: `${host}, unless ${back.caveat}`, confidence: 'doubtful' };
    }
  return { disabled: `nothing at hand is known to be the ${back.member} of this ${place.field.field}` };
}

/** `page->mapping->host` around the use, `fs_page_mapping(page, x)->host` around the call. */
function memberOf(site: FixSite, member: string): SyntaxNode | null {
  if (isUse(site) && isRefusal(site.outcome)) return null;
  const value = isUse(site) ? site.site?.access : site.helper === 'value' ? site.call : undefined;
  const parent = value?.parent;
  return parent?.type === 'field_expression' && parent.childForFieldName('field')?.text === member
    ? parent
    : null;
}

/** A local that was initialised with the expression and given nothing else since. */
function readFrom({ scope, offset, syntax, definition }: Place, expression: string): string | null {
  const body = syntax.masked.slice(definition.startIndex, definition.endIndex);
  const local = scope
    .visible(offset)
    .find(
      ({ name, value }) =>
        value !== null &&
        textOf(syntax, value) === expression &&
        (body.match(new RegExp(`(?<![\\w.>])${name}\\s*=(?!=)|&\\s*${name}\\b`, 'g')) ?? []).length === 1,
    );
  return local?.name ?? null;
}
