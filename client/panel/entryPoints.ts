// Playing a place from where the kernel comes to it: the server's chains, one to choose.
import * as vscode from 'vscode';
import type { ChainsResult } from '../../server/lsp/protocol.ts';

type Chain = ChainsResult['chains'][number];

/** A slice enters functions so deep: a longer chain is played from this far above its end. */
export const DEPTH = 4;

/** Where the play of a chain begins: its entry, or as far up as a slice still reaches the end. */
export function startOf({ steps }: Pick<Chain, 'steps'>): Chain['steps'][number] | undefined {
  return steps[Math.max(0, steps.length - 1 - DEPTH)];
}

/** Lets the user choose one of the chains; undefined when nothing was chosen. */
export async function pickChain({ chains, cut }: ChainsResult): Promise<Chain | undefined> {
  const items = chains.map((chain) => ({
    label: chain.entry,
    description: chain.kind,
    detail: chain.steps.map((step) => step.function).join(' → '),
    chain,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Play from an entry point'),
    placeHolder: cut[0] ?? vscode.l10n.t('How the kernel comes here, shortest way first'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.chain;
}
