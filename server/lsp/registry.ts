import type { Feature } from './feature.ts';
import { callHierarchy } from './features/callHierarchy.ts';
import { chains } from './features/chains.ts';
import { codeAction } from './features/codeAction.ts';
import { codeLens } from './features/codeLens.ts';
import { convert } from './features/convert.ts';
import { definition } from './features/definition.ts';
import { diagnostics } from './features/diagnostics.ts';
import { documentHighlight } from './features/documentHighlight.ts';
import { hover } from './features/hover.ts';
import { inlayHint } from './features/inlayHint.ts';
import { locate } from './features/locate.ts';
import { playable } from './features/playable.ts';
import { references } from './features/references.ts';
import { reindex } from './features/reindex.ts';
import { slice } from './features/slice.ts';
import { status } from './features/status.ts';
import { treeChildren } from './features/treeChildren.ts';

/** Everything the server can do: a new feature is a file and a line here. */
export const FEATURES: readonly Feature[] = [
  diagnostics,
  hover,
  references,
  definition,
  documentHighlight,
  inlayHint,
  codeAction,
  convert,
  codeLens,
  callHierarchy,
  treeChildren,
  status,
  reindex,
  playable,
  slice,
  chains,
  locate,
];
