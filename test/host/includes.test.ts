import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskTree } from '../../server/host/sourceTree.ts';
import { makeTree, type Tree } from '../support/tree.ts';

let tree: Tree;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => tree.dispose());

/** A tree of these headers; resolves `<path>` or `"path"` as written. */
function having(...headers: string[]): (from: string, include: string) => string | null {
  for (const header of headers) tree.write(header, '');
  const disk = new DiskTree(tree.root);
  return (from, include) => disk.resolveInclude(from, include.slice(1, -1), include.startsWith('<'));
}

describe('an include in quotes', () => {
  test('means the file beside first, then the common folders', () => {
    const resolve = having('fs/ext4/ext4.h', 'include/linux/fs.h', 'fs/ext4/linux/fs.h');
    expect(resolve('fs/ext4/inode.c', '"ext4.h"')).toBe('fs/ext4/ext4.h');
    expect(resolve('fs/ext4/inode.c', '"linux/fs.h"')).toBe('fs/ext4/linux/fs.h');
    expect(resolve('fs/buffer.c', '"linux/fs.h"')).toBe('include/linux/fs.h');
  });

  test('may lead up, but not out of the tree', () => {
    having('linux/mm/internal.h', 'outside.h');
    const disk = new DiskTree(tree.path('linux'));
    expect(disk.resolveInclude('mm/damon/core.c', '../internal.h', false)).toBe('mm/internal.h');
    expect(disk.resolveInclude('mm/x.c', '../../outside.h', false)).toBeNull();
    expect(disk.resolveInclude('mm/x.c', '../../outside.h', true)).toBeNull();
  });
});

describe('an include in angle brackets', () => {
  test('does not mean the file beside', () => {
    const resolve = having('fs/mount.h', 'include/linux/mount.h');
    expect(resolve('fs/namespace.c', '<linux/mount.h>')).toBe('include/linux/mount.h');
  });

  test('looks in include, the architecture, uapi, and the architecture’s uapi, in this order', () => {
    const places = [
      'include/linux/x.h',
      'arch/x86/include/linux/x.h',
      'include/uapi/linux/x.h',
      'arch/x86/include/uapi/linux/x.h',
    ];
    having(...places);
    for (const place of places) {
      expect(new DiskTree(tree.root).resolveInclude('mm/a.c', 'linux/x.h', true)).toBe(place);
      rmSync(tree.path(place));
    }
  });

  test('asm means the including file’s architecture, x86 in common code', () => {
    const resolve = having('arch/x86/include/asm/page.h', 'arch/arm64/include/asm/page.h');
    expect(resolve('arch/arm64/mm/fault.c', '<asm/page.h>')).toBe('arch/arm64/include/asm/page.h');
    expect(resolve('mm/memory.c', '<asm/page.h>')).toBe('arch/x86/include/asm/page.h');
  });

  test('asm falls back to asm-generic, then to any architecture that has it', () => {
    const resolve = having(
      'include/asm-generic/bug.h',
      'arch/arm/include/asm/bug.h',
      'arch/arm/include/asm/only.h',
    );
    expect(resolve('arch/riscv/mm/fault.c', '<asm/bug.h>')).toBe('include/asm-generic/bug.h');
    expect(resolve('mm/memory.c', '<asm/only.h>')).toBe('arch/arm/include/asm/only.h');
  });
});

describe('a header that only a -I of some Makefile finds', () => {
  const resolved = () => having('drivers/gpu/drm/amd/include/kfd.h', 'drivers/net/include/kfd.h');

  test('is the nearest whose path ends that way', () => {
    expect(resolved()('drivers/gpu/drm/amd/amdkfd/svm.c', '"kfd.h"')).toBe(
      'drivers/gpu/drm/amd/include/kfd.h',
    );
    expect(resolved()('drivers/net/a.c', '"kfd.h"')).toBe('drivers/net/include/kfd.h');
    expect(resolved()('drivers/net/a.c', '"d.h"')).toBeNull();
  });

  test('is so for each folder, also in angle brackets, whoever asks first', () => {
    const resolve = resolved();
    expect(resolve('drivers/net/a.c', '<kfd.h>')).toBe('drivers/net/include/kfd.h');
    expect(resolve('drivers/gpu/drm/amd/a.c', '<kfd.h>')).toBe('drivers/gpu/drm/amd/include/kfd.h');
  });

  test('equally near ones: the first by name, in whatever order the disk lists them', () => {
    for (const order of [
      ['sound/b/k.h', 'sound/a/k.h'],
      ['sound/a/k.h', 'sound/b/k.h'],
    ]) {
      having(...order);
      const disk = new DiskTree(tree.root, undefined, () => order);
      expect(disk.resolveInclude('mm/x.c', 'k.h', false)).toBe('sound/a/k.h');
    }
  });
});

describe('what changes', () => {
  test('a header that came or went is noticed after forget', () => {
    having('include/linux/a.h');
    const disk = new DiskTree(tree.root);
    expect(disk.resolveInclude('mm/x.c', 'linux/b.h', true)).toBeNull();
    expect(disk.resolveInclude('mm/x.c', 'linux/a.h', true)).toBe('include/linux/a.h');
    tree.write('include/linux/b.h', '');
    rmSync(tree.path('include/linux/a.h'));
    disk.forget();
    expect(disk.resolveInclude('mm/x.c', 'linux/b.h', true)).toBe('include/linux/b.h');
    expect(disk.resolveInclude('mm/x.c', 'linux/a.h', true)).toBeNull();
  });

  test('an open document is read in place of the file', () => {
    tree.write('mm/a.h', 'on disk');
    const open = new Map([['mm/b.h', 'in the editor']]);
    const disk = new DiskTree(tree.root, (file) => open.get(file));
    expect(['mm/a.h', 'mm/b.h', 'mm/c.h'].map((file) => disk.read(file))).toEqual([
      'on disk',
      'in the editor',
      null,
    ]);
  });
});
