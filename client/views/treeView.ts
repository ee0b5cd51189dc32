import * as vscode from 'vscode';
import type { Feature, Services } from '../feature.ts';
import { headline } from '../words.ts';

export const VIEW_ID = 'mapshift.conversion';

/** While files stream in, the view follows at this pace, in milliseconds. */
const REFRESH_INTERVAL = 400;

/** Shows the tree, and above it what the numbers say and which filter is on. */
export const treeView: Feature = {
  activate({ tree, status }: Services): vscode.Disposable {
    const view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: tree, showCollapseAll: true });
    let timer: NodeJS.Timeout | undefined;
    const refreshSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        tree.refresh();
      }, REFRESH_INTERVAL);
    };
    const describe = (): void => {
      const index = status.index;
      const { stages = [], roles = [] } = tree.filter;
      view.description = index === undefined ? '' : headline(index);
      // with a message the view shows no welcome content, so there is one only beside rows
      view.message =
        tree.isFiltered && index !== undefined && index.uses > 0
          ? vscode.l10n.t('Only: {0}', [...stages, ...roles].join(', '))
          : '';
    };
    describe();
    return vscode.Disposable.from(
      view,
      status.onChange(() => {
        describe();
        refreshSoon();
      }),
      tree.onDidChangeTreeData(describe),
      new vscode.Disposable(() => clearTimeout(timer)),
    );
  },
};
