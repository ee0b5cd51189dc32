// I/O: a bio carries pages to the disk, and its completion must find the owner of each page
// (mpage_end_io, end_page_writeback; v4.17).
import { bit, type Kind, ref } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { endWriteback } from './primitives.ts';

/** submit_bio(): what the page holds now is what the disk gets. */
export function submitBio<L extends { page: number; sent: number }>(k: Kernel): Line<L>[] {
  return [
    step('submit_bio', 'hands the contents to the device', (t) => {
      if (k.has.data) t.sent = at(k.page, t.page).data;
    }),
  ];
}

/** bio_endio(): the contents are on disk, PG_writeback is cleared, who waits for it goes on. */
export function completeBio<L extends { file: number; page: number; sent: number }>(k: Kernel): Line<L>[] {
  return [
    step('bio_endio', 'the disk has written them', (t) => {
      must(k.identity.file(t.page) === t.file, 'a page under writeback stays in its file');
      if (k.has.data) at(k.space, t.file).disk = t.sent;
    }),
    step('end_page_writeback', 'clears PG_writeback and wakes who waits for it', (t) =>
      endWriteback(k, t.page),
    ),
  ];
}

/** A bio with two vectors, each a page of the file that owns it; and where its mapping may be remembered. */
export interface Bio {
  mapping: number;
  first: number;
  second: number;
  sent: number;
}

export interface BioFile {
  AS_EIO: number;
}

export function bios(m: Model, count: number, files: number): { bio: Bio[]; file: BioFile[]; fileRef: Kind } {
  const fileRef = ref('mapping', files);
  return {
    file: m.things('mapping', files, { AS_EIO: bit }),
    bio: m.things('bio', count, { mapping: fileRef, first: fileRef, second: fileRef, sent: bit }),
    fileRef,
  };
}

/** bio_add_page(): the bio remembers the mapping of its first page. */
export function addToBio(bio: Bio, file: number): void {
  if (bio.first) bio.second = file;
  else {
    bio.first = file;
    bio.mapping = file;
  }
}

/** Completion with an error on the last page: whose mapping is told? */
export function completionPath(
  { bio, file, fileRef }: ReturnType<typeof bios>,
  which: number,
  owner: (bio: Bio, failed: number) => number,
): Path {
  const mine = (): Bio => at(bio, which);
  return path({ failed: fileRef }, [
    step('submit_bio', 'waits for the bio', () => (mine().sent ? undefined : BLOCK)),
    step('blk_update_request', 'the last page of the bio could not be written', (t) => {
      t.failed = mine().second || mine().first;
    }),
    step('page_endio', 'mapping_set_error() on the mapping', (t) => {
      const told = owner(mine(), t.failed);
      at(file, told).AS_EIO = 1;
      must(told === t.failed, 'an I/O error is reported to the file that lost the page, and to no other');
    }),
  ]);
}
