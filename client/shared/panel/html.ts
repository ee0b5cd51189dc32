export interface PanelFiles {
  /** `webview.cspSource` */
  readonly cspSource: string;
  /** `dist/panel.js`, as the page may load it (`webview.asWebviewUri`). */
  readonly script: string;
  /** `dist/panelWorker.js`, likewise. The page fetches it and starts it from a blob, which is the only way for a webview. */
  readonly worker: string;
  readonly nonce: string;
}

/**
 * The document that carries the panel. The bundle brings its style sheet as a constructed one, so no inline style
 * is needed; blobs are for the worker and for the picture that becomes a PNG. Nothing remote can be loaded.
 * Throws TypeError for a nonce that could leave its attribute.
 */
export function panelHtml({ cspSource, script, worker, nonce }: PanelFiles): string {
  if (!/^[\w+/=-]{16,}$/.test(nonce)) throw new TypeError('the nonce must be 16 or more base64 characters');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `connect-src ${cspSource}`,
    'worker-src blob:',
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mapshift: play</title>
</head>
<body>
<div id="root" data-worker="${attribute(worker)}"></div>
<script nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
