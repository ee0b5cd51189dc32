import * as vscode from 'vscode';
import type { TreeFilter, TreeNode } from '../../server/lsp/protocol.ts';
import type { Server } from '../server.ts';
import { toTreeItem } from './treeItem.ts';

const FILTER_KEY = 'mapshift.filter';
const FILTERED_CONTEXT = 'mapshift.filtered';

/** The data behind the view *Mapping conversion*: asked from the server level by level, as opened. */
export class ConversionTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private current: TreeFilter;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly server: Server,
    private readonly memento: vscode.Memento,
  ) {
    this.current = memento.get<TreeFilter>(FILTER_KEY, {});
    this.publishFilter();
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const children = await this.server.treeChildren({
      ...(node === undefined ? {} : { parent: node.id }),
      ...(this.isFiltered ? { filter: this.current } : {}),
    });
    return [...children];
  }

  refresh(): void {
    this.changed.fire();
  }

  get filter(): TreeFilter {
    return this.current;
  }

  get isFiltered(): boolean {
    return (this.current.stages?.length ?? 0) + (this.current.roles?.length ?? 0) > 0;
  }

  /** Sets and remembers the filter for this workspace; an empty one keeps everything. */
  async setFilter(filter: TreeFilter): Promise<void> {
    this.current = filter;
    this.publishFilter();
    this.refresh();
    await this.memento.update(FILTER_KEY, filter);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private publishFilter(): void {
    vscode.commands.executeCommand('setContext', FILTERED_CONTEXT, this.isFiltered);
  }
}
