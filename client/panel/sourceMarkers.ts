// Marks in the source where each process stands, in the process's colour, with its letters and a shape of
// its own, so that colour is not the only sign.
import * as vscode from 'vscode';
import type { RunState } from '../shared/panel/run.ts';
import { gutterIcon } from './gutterIcon.ts';
import { Latest } from './latest.ts';
import { Marked, type Marker } from './markers.ts';
import { findFile, uriOf } from './treeFiles.ts';

/** Theme colours in the manifest: `mapshift.process1` … */
export const COLOURS = 6;
const BORDERS = ['solid', 'dashed', 'dotted', 'double', 'groove', 'ridge'] as const;

/** Opening files is slow: while the run plays, only some of its states are followed, the last one always. */
const FOLLOW_MS = 150;

export interface Shown {
  readonly uri: string;
  /** 1-based */
  readonly line: number;
  readonly badge: string;
  readonly process: number;
}

export class SourceMarkers implements vscode.Disposable {
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #marked = new Marked(findFile, vscode.l10n);
  readonly #follow = new Latest<readonly Marker[]>(FOLLOW_MS, (markers) => void this.#reveal(markers));
  readonly #subscriptions: vscode.Disposable[];
  #markers: readonly Marker[] = [];

  constructor(
    private readonly log: vscode.LogOutputChannel,
    /** Where C is read: a file that is not visible is opened there; undefined: it is not opened. */
    private readonly column: () => vscode.ViewColumn | undefined,
  ) {
    this.#subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#marked.forget()),
    ];
  }

  /** What is marked now, in whatever editor shows it. */
  get shown(): readonly Shown[] {
    return this.#markers.map(({ place, badge, process }) => ({
      uri: uriOf(place.source).toString(),
      line: place.line,
      badge,
      process,
    }));
  }

  show(run: RunState | null): void {
    this.#markers = run ? this.#read(run) : [];
    this.#draw();
    if (run && run.at > 0) this.#follow.give(this.#markers);
  }

  dispose(): void {
    this.#follow.dispose();
    this.#markers = [];
    this.#draw();
    for (const { dispose } of this.#subscriptions) dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #read(run: RunState): readonly Marker[] {
    try {
      return this.#marked.at(run);
    } catch (error) {
      this.log.warn(
        `the run cannot be marked in the source: ${error instanceof Error ? error.message : error}`,
      );
      return [];
    }
  }

  #draw(): void {
    const byType = new Map(this.#markers.map((marker) => [this.#type(marker), marker]));
    for (const editor of vscode.window.visibleTextEditors) {
      const uri = editor.document.uri.toString();
      for (const type of this.#types.values()) {
        const marker = byType.get(type);
        const here = marker && uriOf(marker.place.source).toString() === uri;
        editor.setDecorations(type, here ? [decoration(editor.document, marker)] : []);
      }
    }
  }

  #type({ process, badge }: Marker): vscode.TextEditorDecorationType {
    const key = `${process} ${badge}`;
    const known = this.#types.get(key);
    if (known) return known;
    const index = process % COLOURS;
    const colour = new vscode.ThemeColor(`mapshift.process${index + 1}`);
    const type = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderWidth: '0 0 0 4px',
      borderStyle: BORDERS[index] ?? 'solid',
      borderColor: colour,
      overviewRulerColor: colour,
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      light: { gutterIconPath: vscode.Uri.parse(gutterIcon(badge, index, 'light')) },
      dark: { gutterIconPath: vscode.Uri.parse(gutterIcon(badge, index, 'dark')) },
      gutterIconSize: 'contain',
      after: { color: colour, margin: '0 0 0 1em' },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#types.set(key, type);
    return type;
  }

  /** Brings the line of whoever moved into view, and never takes the focus. */
  async #reveal(markers: readonly Marker[]): Promise<void> {
    const mover = markers.find(({ moved }) => moved);
    if (!mover) return;
    const uri = uriOf(mover.place.source);
    const visible = vscode.window.visibleTextEditors.filter(
      ({ document }) => document.uri.toString() === uri.toString(),
    );
    const line = mover.place.line - 1;
    const range = new vscode.Range(line, 0, line, 0);
    for (const editor of visible)
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    const viewColumn = this.column();
    if (visible.length > 0 || uri.scheme !== 'file' || viewColumn === undefined) return;
    try {
      await vscode.window.showTextDocument(uri, {
        viewColumn,
        preserveFocus: true,
        preview: true,
        selection: range,
      });
    } catch (error) {
      this.log.warn(`${uri.fsPath} cannot be shown: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function decoration(document: vscode.TextDocument, marker: Marker): vscode.DecorationOptions {
  const { place, badge, moved, text, hover } = marker;
  const line = Math.min(place.line, document.lineCount) - 1;
  return {
    range: document.lineAt(Math.max(0, line)).range,
    hoverMessage: hover,
    renderOptions: {
      after: {
        contentText: `${moved ? '◀' : '◁'} ${badge} · ${text}`,
        ...(moved ? { fontWeight: 'bold' } : {}),
      },
    },
  };
}
