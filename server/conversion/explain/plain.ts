import type { Access, Role, Stage } from '../model.ts';

/** What the code does, as the start of a sentence; `what` is the access in a code span. */
export const DOES: Readonly<Record<Access, (what: string) => string>> = {
  read: (what) => `Reads ${what}`,
  write: (what) => `Stores into ${what}`,
  address: (what) => `Takes the address of ${what}`,
  compare: (what) => `Compares ${what} with another value`,
  'null-test': (what) => `Tests ${what} for NULL`,
  dereference: (what) => `Follows ${what} to the object behind it`,
  argument: (what) => `Passes ${what} to a function`,
  init: (what) => `Initialises a variable with ${what}`,
  offsetof: (what) => `Uses where ${what} lies in the record, not its value`,
  'tag-test': (what) => `Tests the low bits of ${what}`,
};

/** Why, as the end of that sentence; `noun` is page or folio, `tells` what the field tells of it. */
export const WHY: Readonly<Record<Role, (noun: string, tells: string) => string>> = {
  identity: (_noun, tells) => `to know ${tells}`,
  truncation: (noun) => `to learn whether the ${noun} was truncated or removed meanwhile`,
  owner: () => 'as code that maintains the field',
  bounce: (noun) => `to tell a bounce page from a page-cache ${noun}`,
  tag: (noun) => `to decode which kind of ${noun} it is`,
  tracing: () => 'only to record it',
};

/** The same in a diagnostic's few words, after the access as written. */
export const DONE: Readonly<Record<Access, string>> = {
  read: 'read',
  write: 'stored to',
  address: 'has its address taken',
  compare: 'compared',
  'null-test': 'tested for NULL',
  dereference: 'dereferenced',
  argument: 'passed on',
  init: 'read into a variable',
  offsetof: 'located by offset',
  'tag-test': 'tested for tag bits',
};

export interface Step {
  /** the stage that it reaches; null at the end and beside the ladder */
  readonly to: Stage | null;
  readonly text: string;
}

export interface StepNames {
  /** a call that replaces the raw access, ready to read: `page_is_truncated(page, …)` */
  readonly helper: string;
  /** the enclosing function, or what stands for it */
  readonly owner: string;
  readonly substitute: string;
  readonly parameter: string;
  readonly placeholder: string;
  readonly noun: string;
}

/** The next step of the conversion from each stage, after the plan in the article's last section. */
export const NEXT: Readonly<Record<Stage, (names: StepNames) => Step>> = {
  raw: ({ helper }) => ({ to: 'helper', text: `go through ${helper} instead of the field` }),
  helper: ({ owner, substitute, parameter, placeholder }) => ({
    to: 'parameter',
    text: `give ${owner} a parameter \`${substitute}${parameter}\`; callers pass \`${placeholder}\` at first`,
  }),
  parameter: ({ placeholder }) => ({
    to: 'passed',
    text: `let callers pass the mapping they know in place of \`${placeholder}\``,
  }),
  passed: () => ({
    to: 'checked',
    text: 'compare the value passed with the field and warn when they differ; the field still decides',
  }),
  checked: () => ({
    to: 'converted',
    text: 'after some releases without a warning, use the value passed and leave the field alone',
  }),
  converted: () => ({ to: null, text: 'none: the field is no longer read here' }),
  owner: ({ noun }) => ({
    to: null,
    text: `none: this code maintains the field and stays; it must learn each new way to store a ${noun}'s identity`,
  }),
  'no-source': ({ noun }) => ({
    to: null,
    text: `none yet: with only the ${noun} at hand, this needs the field or a callback from what is attached to it`,
  }),
};
