/**
 * What Mapshift adds to the language server protocol, for both sides of the wire. Types and names
 * only: the client imports this file and nothing else of the server.
 */
import type { Program } from '../../sim-core/slice/program.ts';
import type { Access, Role, Stage } from '../conversion/model.ts';
import type { Chains } from '../paths/chains/model.ts';
import type { Proposal } from '../paths/slice/proposals.ts';

/** Sent by the server whenever the picture of the tree has changed; coalesced. */
export const INDEX_CHANGED = 'mapshift/indexChanged';
/** Request: one level of the *Mapping conversion* tree. */
export const TREE_CHILDREN = 'mapshift/treeChildren';
/** Request: index the workspace again from scratch, ignoring the cache. */
export const REINDEX = 'mapshift/reindex';

/**
 * Command of the client that a lens calls: URI, position and, where the server has them already, the
 * locations to show. Sent only to a client that says `mapshiftClient: true` in its
 * `initializationOptions`.
 */
export const SHOW_REFERENCES = 'mapshift.showReferences';

/** Request: which functions of an open document can be played. Cheap: reads no other file. */
export const PLAYABLE = 'mapshift/playable';
/** Request: the code path of the function around a position, for the simulation; cancellable. */
export const SLICE = 'mapshift/slice';
/** Request: entry points and call paths that reach the use at a position, or its function; cancellable. */
export const CHAINS = 'mapshift/chains';
/** Request: where a function is defined, by its name; cancellable. */
export const LOCATE = 'mapshift/locate';
/** Command of the client behind the lens of a playable function: URI, position. */
export const PLAY = 'mapshift.play';

/** Request: what a stage of the plan makes of a folder, and what it leaves; cancellable. Changes nothing. */
export const CONVERT = 'mapshift/convert';
/** Request: how far a folder has come, stage by stage. */
export const CONVERSION_STATE = 'mapshift/conversionState';
/**
 * Command of the server for clients without these requests: the name of a stage, and a folder's URI where there are
 * several. What is proved is handed to the client to be applied.
 */
export const CONVERT_STAGE = 'mapshift.convertStage';

export interface ConversionStateParams {
  /** URI of a workspace folder, or of anything in it; the first folder where it is left out */
  readonly folder?: string;
}

export interface ConversionState {
  /** in the order in which a tree goes through them */
  readonly stages: readonly string[];
  /** the last one that the tree was carried through; null where nothing was begun */
  readonly at: string | null;
}

export interface ConvertParams extends ConversionStateParams {
  readonly stage: string;
  /** take values too that are only likely to be right: the edit then asks for each of them */
  readonly doubtful?: boolean;
  /** where to report what is being done */
  readonly workDoneToken?: string | number;
}

/** A place that a stage leaves as it is. */
export interface LeftPlace {
  readonly uri: string;
  /** relative to the folder */
  readonly file: string;
  readonly position: Position;
  readonly function: string | null;
  readonly rule: string;
  readonly reason: string;
}

export interface ConvertResult<WorkspaceEdit = unknown> {
  readonly stage: string;
  /** the protocol's workspace edit, with a preview asked for; null where nothing is left to do */
  readonly edit: WorkspaceEdit | null;
  readonly edits: number;
  /** of them, those that the client must have confirmed */
  readonly doubtful: number;
  readonly files: number;
  /** in order of the files */
  readonly left: readonly LeftPlace[];
}

/** 0-based UTF-16, as in LSP. */
interface Position {
  readonly line: number;
  readonly character: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** With a range or a position only the functions there, else all of the document. */
export interface PlayableParams {
  readonly textDocument: { readonly uri: string };
  readonly range?: Range;
  readonly position?: Position;
}

export interface PlayableFunction {
  readonly name: string;
  /** the whole definition */
  readonly range: Range;
  /** its name */
  readonly selectionRange: Range;
}

export interface SliceParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

export interface LocateParams {
  readonly name: string;
}

export type ChainsParams = SliceParams;

/** Files are relative to the workspace folder of the document. */
export type ChainsResult = Chains;

/** Files in `program` are relative to the workspace folder of the document. */
export interface SliceResult {
  readonly program: Program;
  /** scenarios that the path takes part in, best first */
  readonly proposals: readonly Proposal[];
}

/** Payload of INDEX_CHANGED: the headline for the status bar. */
export interface IndexStatus {
  readonly state: 'indexing' | 'ready' | 'cancelled' | 'failed';
  /** .c and .h files looked at so far */
  readonly scanned: number;
  readonly uses: number;
  readonly files: number;
  /** places the plan can convert */
  readonly convertible: number;
  /** 0 to 1 */
  readonly shareConverted: number;
  readonly byStage: Readonly<Record<string, number>>;
  readonly problems: number;
  /** uses whose record could not be told */
  readonly unknown: number;
  /** for `failed`: one clear line */
  readonly message?: string;
}

export interface TreeFilter {
  /** keep only these stages; absent or empty keeps all */
  readonly stages?: readonly Stage[];
  readonly roles?: readonly Role[];
}

export interface TreeChildrenParams {
  /** id of the parent node; absent for the top level */
  readonly parent?: string;
  readonly filter?: TreeFilter;
}

/** A node of the tree view; ids are stable across refreshes of the same tree. */
export interface TreeNode {
  readonly id: string;
  readonly kind: 'directory' | 'file' | 'function' | 'use';
  readonly label: string;
  /** shown dimmed behind the label: counts, or the line's text */
  readonly description: string;
  /** several lines, Markdown */
  readonly tooltip: string;
  readonly expandable: boolean;
  /** where a click goes; positions are 0-based UTF-16 as in LSP */
  readonly target?: { readonly uri: string; readonly line: number; readonly character: number };
  /** places under this node */
  readonly total: number;
  readonly shareConverted: number;
  readonly stage?: Stage;
  readonly role?: Role;
  readonly access?: Access;
}

/** Settings as the client sends them under the section `mapshift`. */
export interface Settings {
  /** preset id, or the path of a preset file */
  readonly field: string;
  readonly diagnostics: {
    readonly enabled: boolean;
    /** severity of a use that can be converted and is still raw */
    readonly raw: DiagnosticLevel;
    /** severity of everything else: owners, no-source, later stages */
    readonly other: DiagnosticLevel;
  };
  readonly inlayHints: { readonly enabled: boolean };
  readonly codeLens: { readonly enabled: boolean };
  readonly index: { readonly enabled: boolean };
  /** a refactoring that changes other files is shown before it is made, by a client that can */
  readonly preview: { readonly enabled: boolean };
}

export type DiagnosticLevel = 'off' | 'hint' | 'information' | 'warning' | 'error';
