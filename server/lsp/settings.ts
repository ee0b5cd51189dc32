import type { DiagnosticLevel, Settings } from './protocol.ts';

/** What holds until a client says otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  field: 'page-mapping',
  diagnostics: { enabled: true, raw: 'information', other: 'hint' },
  inlayHints: { enabled: true },
  codeLens: { enabled: true },
  index: { enabled: true },
  preview: { enabled: true },
};

const LEVELS: readonly DiagnosticLevel[] = ['off', 'hint', 'information', 'warning', 'error'];

/**
 * Reads settings as a client sends them. A value of the wrong shape falls back to its default and is
 * named in `ignored`: a typing error in a settings file must not stop the server.
 */
export function parseSettings(value: unknown): { settings: Settings; ignored: string[] } {
  const ignored: string[] = [];
  const root = section(value, '', ignored);
  const flag = (group: string, fallback: boolean): boolean => {
    const given = section(root[group], group, ignored).enabled;
    if (typeof given === 'boolean') return given;
    if (given !== undefined && given !== null) ignored.push(`${group}.enabled`);
    return fallback;
  };
  const level = (name: 'raw' | 'other'): DiagnosticLevel => {
    const given = section(root.diagnostics, 'diagnostics', []).valueOf() as Record<string, unknown>;
    const found = LEVELS.find((each) => each === given[name]);
    if (!found && given[name] !== undefined && given[name] !== null) ignored.push(`diagnostics.${name}`);
    return found ?? DEFAULT_SETTINGS.diagnostics[name];
  };
  const field = root.field;
  const named = typeof field === 'string' && field !== '';
  if (!named && field !== undefined && field !== null) ignored.push('field');
  return {
    settings: {
      field: named ? field : DEFAULT_SETTINGS.field,
      diagnostics: {
        enabled: flag('diagnostics', DEFAULT_SETTINGS.diagnostics.enabled),
        raw: level('raw'),
        other: level('other'),
      },
      inlayHints: { enabled: flag('inlayHints', DEFAULT_SETTINGS.inlayHints.enabled) },
      codeLens: { enabled: flag('codeLens', DEFAULT_SETTINGS.codeLens.enabled) },
      index: { enabled: flag('index', DEFAULT_SETTINGS.index.enabled) },
      preview: { enabled: flag('preview', DEFAULT_SETTINGS.preview.enabled) },
    },
    ignored,
  };
}

function section(value: unknown, name: string, ignored: string[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  if (value !== undefined && value !== null) ignored.push(name || 'mapshift');
  return {};
}
