/**
 * How far a file is from another as a place where C looks for a name: 0 the file itself, 1 its folder,
 * 2 the shared headers, 3 the same subsystem, 4 common code, 5 x86 (the architecture most people
 * read), 6 the rest.
 */
export function distance(file: string, from: string): number {
  if (file === from) return 0;
  if (folderOf(file) === folderOf(from)) return 1;
  if (file.startsWith('include/')) return 2;
  const top = topOf(file);
  if (top === topOf(from)) return top === 'drivers' || top === 'arch' ? sameDriver(file, from) : 3;
  if (top === 'arch') return file.startsWith('arch/x86/') ? 5 : 6;
  return ['drivers', 'sound', 'tools', 'samples', 'scripts'].includes(top) ? 6 : 4;
}

function sameDriver(file: string, from: string): number {
  const [a, b] = [file.split('/'), from.split('/')];
  return a[1] === b[1] ? 3 : 6;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

function topOf(file: string): string {
  return file.slice(0, file.indexOf('/'));
}
