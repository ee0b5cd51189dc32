/**
 * The document that carries "The mapping word". The bundle brings its own style sheet as a constructed one,
 * so that no inline style is needed. Throws TypeError for a nonce that could leave its attribute.
 */
export function wordPanelHtml(webviewCspSource: string, scriptUri: string, nonce: string): string {
  if (!/^[\w+/=-]{16,}$/.test(nonce)) throw new TypeError('the nonce must be 16 or more base64 characters');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webviewCspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The mapping word</title>
</head>
<body>
<main id="root"></main>
<script nonce="${nonce}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
