// Colours that the stage uses beyond those of the word page, from VS Code's default themes.
import { THEMES, type Theme } from './themes.ts';

const MORE: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  dark: {
    '--vscode-descriptionForeground': '#9d9d9d',
    '--vscode-list-hoverBackground': '#2a2d2e',
    '--vscode-charts-foreground': '#cccccc',
    '--vscode-charts-lines': '#cccccc80',
    '--vscode-charts-blue': '#3794ff',
    '--vscode-charts-green': '#89d185',
    '--vscode-charts-purple': '#b180d7',
    '--vscode-charts-yellow': '#cca700',
    '--vscode-terminal-ansiCyan': '#11a8cd',
    '--vscode-terminal-ansiMagenta': '#bc3fbc',
    '--vscode-charts-orange': '#d18616',
  },
  light: {
    '--vscode-descriptionForeground': '#3b3b3b',
    '--vscode-list-hoverBackground': '#f2f2f2',
    '--vscode-charts-foreground': '#3b3b3b',
    '--vscode-charts-lines': '#3b3b3b80',
    '--vscode-charts-blue': '#1a85ff',
    '--vscode-charts-green': '#388a34',
    '--vscode-charts-purple': '#652d90',
    '--vscode-charts-yellow': '#bf8803',
    '--vscode-terminal-ansiCyan': '#0598bc',
    '--vscode-terminal-ansiMagenta': '#bc05bc',
    '--vscode-charts-orange': '#d18616',
  },
  'high-contrast': {
    '--vscode-descriptionForeground': '#ffffff',
    '--vscode-charts-foreground': '#ffffff',
    '--vscode-charts-lines': '#ffffff80',
    '--vscode-charts-blue': '#3794ff',
    '--vscode-charts-green': '#89d185',
    '--vscode-charts-purple': '#b180d7',
    '--vscode-charts-yellow': '#cca700',
    '--vscode-terminal-ansiCyan': '#00cdcd',
    '--vscode-terminal-ansiMagenta': '#cd00cd',
    '--vscode-charts-orange': '#d18616',
  },
};

export const coloursOf = (theme: Theme): Readonly<Record<string, string>> => ({
  ...THEMES[theme],
  ...MORE[theme],
});
