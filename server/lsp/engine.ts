import type { TrackedField } from '../conversion/field.ts';
import type { FileReport } from '../conversion/model.ts';
import type { TreeReport } from '../index/tree.ts';
import type { CParser, Syntax } from '../syntax/parser.ts';

/** What the protocol layer needs of the engine: the part of `Workspace` that it calls. */
export interface Engine {
  readonly root: string;
  readonly field: TrackedField;
  readonly parser: CParser;
  /** every C file that the last index found */
  readonly files: ReadonlySet<string>;
  /** rejects when cancelled; what was known stays */
  index(options?: {
    signal?: AbortSignal;
    ignoreCache?: boolean;
    onProgress?: (scanned: number, total: number) => void;
    yieldOften?: boolean;
  }): Promise<TreeReport>;
  report(): TreeReport;
  fileReport(file: string): FileReport | undefined;
  refresh(files: readonly string[]): Promise<void>;
  openDocument(file: string, text: string): FileReport;
  changeDocument(file: string, text: string): FileReport;
  closeDocument(file: string): void;
  /** of an open document; valid until it changes or closes */
  syntaxOf(file: string): Syntax | undefined;
  dispose(): void;
}
