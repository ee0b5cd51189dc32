import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const inodeEmbedsSpace = scenario({
  id: 'inode-embeds-space',
  title: 'address_space folded into the inode',
  raisedBy:
    'David Howells, LSF/MM 2018; Al Viro (mail): for coda and block devices f_mapping->host is another inode',
  era: 'v4.17, proposal',
  narration: [
    'If pages point to the inode itself, one structure less is needed, and 45 % of all uses want the inode anyway.',
    'But an open block-device node has an inode of its own; its pages belong to the inode of the disk. file_inode() is then the wrong one.',
    'And the word now pins a longer-lived thing: an inode may go only when its pages are gone.',
  ],
  schemes: ['field'],
  parameters: {
    disk: yesNo('the file is a block device node', 1),
    uses: {
      says: 'the reader uses: 0 = file_inode(file), 1 = the inode that f_mapping led to',
      default: 1,
      min: 0,
      max: 1,
    },
    emptied: yesNo('eviction removes the pages before the inode goes', 1),
  },
  variants: [
    { id: 'file-inode', says: 'the reader uses file_inode(file)', set: { uses: 0 } },
    { id: 'evict-first', says: 'the inode goes before its pages', set: { emptied: 0 } },
    {
      id: 'f-mapping-host',
      says: 'the reader uses the inode of the pages; eviction empties it first',
      set: {},
    },
  ],
  build(m, p) {
    const node = m.thing('inode of the node', { alive: bit, hasPage: bit });
    const disk = m.thing('inode of the disk', { alive: bit, hasPage: bit, opens: upTo(1) });
    const home = p.disk ? disk : node;
    const page = m.thing('page', { inode: oneOf('NULL', 'the node', 'the disk'), ref: upTo(2), locked: bit });
    const lock = step<object>('lock_page', 'takes the page lock', () => {
      if (page.locked) return BLOCK;
      page.locked = 1;
    });
    const unlock = step<object>('unlock_page', 'drops the page lock', () => {
      page.locked = 0;
    });
    m.process(
      'reader',
      path({ found: bit }, [
        step('blkdev_open', 'opens the file, if it is there', () => {
          if (!home.alive) return 'done';
          disk.opens = 1;
        }),
        step('find_get_entry', 'looks the page up in the inode that it takes for the owner', (t) => {
          const owner = p.uses ? home : node;
          t.found = owner.hasPage;
          must(t.found || !home.hasPage, 'the mapping read is the mapping meant: a cached page is found');
        }),
        step('filp_close', 'closes the file', () => {
          disk.opens = 0;
        }),
      ]),
    );
    m.process(
      'eviction',
      path({}, [
        step('iput_final', 'the last user is gone', () => {
          if (disk.opens) return BLOCK;
          if (!p.emptied) home.alive = 0;
        }),
        lock,
        step('truncate_inode_pages_final', 'takes the page out', () => {
          home.hasPage = 0;
          page.inode = 0;
        }),
        unlock,
        step('evict', 'the inode goes', () => {
          if (p.emptied) home.alive = 0;
        }),
      ]),
    );
    m.process(
      'kswapd',
      path({}, [
        lock,
        step('page_mapping', 'follows the word to the inode', () => {
          if (page.inode === 0) return 'unlock';
          must(page.inode === 1 ? node.alive : disk.alive, 'no freed inode is used');
        }),
        'unlock:',
        unlock,
      ]),
    );
    m.init(() => {
      node.alive = 1;
      disk.alive = 1;
      home.hasPage = 1;
      page.inode = p.disk ? 2 : 1;
      page.ref = 1;
    });
  },
});
