import { execFile } from 'node:child_process';

/** `Jane Doe <jane@example.org>` as git has it for a work tree; null where it does not know. */
export async function authorOf(root: string): Promise<string | null> {
  const [name, email] = await Promise.all([configured(root, 'user.name'), configured(root, 'user.email')]);
  return name !== '' && email !== '' ? `${name} <${email}>` : null;
}

function configured(root: string, key: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', ['config', '--get', key], { cwd: root, encoding: 'utf8' }, (error, out) =>
      resolve(error ? '' : out.trim()),
    );
  });
}
