// The adapter's own words. The editor's translations are handed in, so that the adapter can be driven
// without an editor.

/** `vscode.l10n`, or a stand-in. */
export interface L10n {
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** Says everything in English; places are `{0}`, `{1}` … as in `vscode.l10n`. */
export const english: L10n = {
  t: (message, ...args) => message.replace(/\{(\d+)\}/g, (_, at: string) => String(args[Number(at)] ?? '')),
};
