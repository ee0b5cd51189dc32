import { URI } from 'vscode-uri';

/** The path of a `file:` URI, or undefined for any other scheme. */
export function pathOfUri(uri: string): string | undefined {
  try {
    const parsed = URI.parse(uri);
    return parsed.scheme === 'file' ? parsed.fsPath : undefined;
  } catch {
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return URI.file(path).toString();
}

/** `path` relative to `root` with `/`, or undefined when it lies outside. */
export function relativeTo(root: string, path: string): string | undefined {
  const base = withSlashes(root).replace(/\/+$/, '');
  const whole = withSlashes(path);
  return whole.startsWith(`${base}/`) && whole.length > base.length + 1
    ? whole.slice(base.length + 1)
    : undefined;
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
