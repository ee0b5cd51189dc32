import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A running VS Code server. */
export interface Served {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** ends the server and its extension hosts */
  stop(): Promise<void>;
  /** resolves with a reason when the server ends by itself */
  readonly ended: Promise<string>;
  /** everything that the server printed */
  log(): string;
}

export interface ServeOptions {
  /** folder for user data, server data and extensions */
  readonly data: string;
  readonly port?: number;
  readonly token?: string;
  readonly driver?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface AddressOptions {
  readonly folder: string;
  readonly file?: string;
  readonly token?: string;
  readonly payload?: Readonly<Record<string, string>>;
}

export interface UserSettings {
  readonly trust: boolean;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const ARTIFACTS: string;
export const CACHE: string;
export const ROOT: string;
export const SAMPLE_TREE: string;

export function openBrowser(): Promise<Browser>;
export function openPage(browser: Browser, options?: BrowserContextOptions): Promise<Page>;
export function ensureServedEditor(): Promise<{ readonly node: string; readonly main: string }>;
/** Standard output of a command; throws with the last lines of its output when it fails. */
export function run(command: string, args: readonly string[], options?: SpawnOptions): Promise<string>;
export function stopGroup(child: ChildProcess, graceMs?: number): Promise<void>;
export function serveEditor(options: ServeOptions): Promise<Served>;
export function addressOf(served: Served, options: AddressOptions): string;
export function writeUserSettings(userData: string, settings: UserSettings): void;
/** Copies what ships of the extension; returns the folder. */
export function stageExtension(into: string): string;
