/**
 * What a patch's subject begins with, by the paths it touches: the habits of the kernel's log. Who posts the
 * series may know better; this is what keeps two maintainers' files out of one patch.
 */

/** Path by expression, and the prefix; `$1` stands for what the expression caught. First match wins. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^mm\//, 'mm'],
  [/^block\//, 'block'],
  [/^fs\/nfs(?:_common)?\//, 'NFS'],
  [/^fs\/nfsd\//, 'nfsd'],
  [/^fs\/(?:smb|cifs|ksmbd)\//, 'smb'],
  [/^fs\/crypto\//, 'fscrypt'],
  [/^fs\/verity\//, 'fsverity'],
  [/^fs\/(proc|9p|fat|nls|quota|notify|exportfs)\//, 'fs/$1'],
  [/^fs\/([^/]+)\//, '$1'],
  [/^fs\//, 'fs'],
  [/^drivers\/gpu\/drm\/amd\/([^/.]+)\//, 'drm/$1'],
  [/^drivers\/gpu\/drm\/([^/.]+)\//, 'drm/$1'],
  [/^drivers\/gpu\/drm\//, 'drm'],
  [/^drivers\/infiniband\/(?:hw|sw|ulp)\/([^/]+)\//, 'RDMA/$1'],
  [/^drivers\/infiniband\//, 'RDMA'],
  [/^drivers\/video\/fbdev\//, 'fbdev'],
  [/^drivers\/net\/(?:ethernet|wireless)\/(?:[^/]+\/)*([^/]+)\/[^/]+$/, 'net: $1'],
  [/^drivers\/(?:staging|platform)\/([^/]+)\//, 'staging: $1'],
  [/^drivers\/md\/bcache\//, 'bcache'],
  [/^drivers\/md\/dm/, 'dm'],
  [/^drivers\/block\/([^/.]+)/, '$1'],
  [/^drivers\/(hwtracing|misc|char|net|media|scsi|tty|usb)\/([^/.]+)/, '$1: $2'],
  [/^drivers\/([^/]+)\//, '$1'],
  [/^kernel\/events\//, 'perf'],
  [/^kernel\/trace\//, 'tracing'],
  [/^kernel\/([^/.]+)/, '$1'],
  [/^virt\/kvm\//, 'KVM'],
  [/^arch\/arm\//, 'ARM'],
  [/^arch\/([^/]+)\//, '$1'],
  [/^net\/([^/]+)\//, 'net/$1'],
  [/^sound\//, 'ALSA'],
  [/^tools\//, 'tools'],
  [/^Documentation\//, 'docs'],
  [/^include\/(?:linux|net|uapi\/linux)\/(?:blk|bio|bvec)/, 'block'],
  [/^include\/linux\/(?:fs|buffer_head|iomap|mpage|dax|splice|pipe_fs_i)\b/, 'fs'],
  [/^include\/linux\/(f2fs|ceph|fscache|netfs|jbd2)\b/, '$1'],
  [/^include\/drm\//, 'drm'],
  [/^include\/(?:net|rdma)\//, 'net'],
  [/^include\/trace\/events\/(btrfs|ext4|f2fs|erofs|nilfs2|xfs)\./, '$1'],
  [/^include\/trace\//, 'tracing'],
  // headers of the memory management have no folder of their own
  [/^include\/linux\//, 'mm'],
  [/^include\/asm-generic\//, 'asm-generic'],
  [/^([^/]+)\//, '$1'],
];

/** `ext4` of `fs/ext4/inode.c`. */
export function prefixOf(file: string): string {
  for (const [pattern, prefix] of HABITS) {
    const found = pattern.exec(file);
    if (found) return prefix.replace(/\$(\d)/g, (_, digit: string) => found[Number(digit)] ?? '');
  }
  return 'tree';
}

/** The order of a series: what all others include, then the core, then who uses it. */
export function orderOf(file: string): number {
  const order = ['include/', 'mm/', 'fs/', 'block/', 'kernel/', 'net/', 'drivers/'];
  const at = order.findIndex((folder) => file.startsWith(folder));
  return at < 0 ? order.length : at;
}
