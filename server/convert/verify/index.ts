import { checkerFile } from '../header/checkText.ts';
import { rank } from '../header/marker.ts';
import { ParsedFiles } from '../stages/sources.ts';
import { planOf, stageOf } from '../stages/stage.ts';
import type { ConversionTree } from '../tree.ts';
import { argumentsInPlace } from './arguments.ts';
import { helpersOnce, readStill, stageKept } from './consistent.ts';
import { CHECKS, type Check, type Finding, type Findings, type Revised, type Verification } from './model.ts';
import { signaturesOf } from './signatures.ts';
import { usesKept } from './uses.ts';

export interface VerifyOptions {
  /** what differs from the tree that the conversion began with; without it two checks have nothing to go by */
  readonly since?: readonly Revised[];
}

/**
 * Proves what a conversion made of a tree: nothing lost, nothing out of place, all of one stage. It looks at the
 * texts alone and shares nothing with what made them but the parser and the preset. Throws StageError.
 */
export async function verifyTree(tree: ConversionTree, options: VerifyOptions = {}): Promise<Verification> {
  const files = new ParsedFiles(tree);
  try {
    const signatures = await signaturesOf(tree, files);
    const done: Findings[] = [
      helpersOnce(tree),
      stageKept(tree, signatures),
      await argumentsInPlace(tree, files, signatures),
    ];
    if (options.since) {
      const mayDrop = rank(stageOf(tree)) >= rank('final');
      const plan = planOf(tree);
      const own = [plan.header, checkerFile(plan)];
      const others = options.since.filter(
        ({ before, after }) => !own.includes((after ?? before)?.report.file ?? ''),
      );
      done.push(readStill(others), usesKept(others, tree.field, tree.parser, mayDrop));
    }
    const looked = Object.fromEntries(
      CHECKS.map((check) => [check, done.find((each) => each.check === check)?.looked ?? null]),
    ) as Record<Check, number | null>;
    return { findings: done.flatMap(({ list }) => list).sort(byPlace), looked };
  } finally {
    files.dispose();
  }
}

function byPlace(a: Finding, b: Finding): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : (a.offset ?? -1) - (b.offset ?? -1);
}

export type { Check, Finding, Revised, Verification, Version } from './model.ts';
