import folioMapping from '../presets/folio-mapping.json' with { type: 'json' };
import pageIndex from '../presets/page-index.json' with { type: 'json' };
import { PAGE_MAPPING, type TrackedField } from './field.ts';

/** What a preset file says; all else has a default or comes from the preset that it extends. */
export type GivenPreset = Partial<TrackedField> & {
  readonly id: string;
  readonly extends?: string;
};

/** What has no default: a preset says it, or the one that it extends. */
type Said = 'id' | 'records' | 'field' | 'substitute';

/** Macros that mean the same whatever the field is. */
const COMMON = {
  transparentMacros: PAGE_MAPPING.transparentMacros,
  conditionMacros: PAGE_MAPPING.conditionMacros,
  storeMacros: PAGE_MAPPING.storeMacros,
};

const DEFAULTS: Omit<TrackedField, Said | 'title' | 'tells'> = {
  ...COMMON,
  tagMasks: [],
  poison: [],
  accessors: [],
  ladder: [],
  placeholder: 'MAPPING_NULL',
  unusedParameters: [],
  locks: [],
  batchLookups: [],
  truncationFunctions: [],
  notTruncation: {},
  bounceWords: [],
  owners: {},
  noSource: { functions: {}, paths: {} },
  sources: [],
  evidence: {
    slots: [],
    lookups: {},
    outLookups: {},
    batches: {},
    batchSteps: [],
    pairs: {},
    sameRecord: [],
    mayBeNull: [],
    nullable: [],
    elsewhere: [],
    setters: [],
    tagTests: [],
    pure: [],
    notThrough: [],
  },
  plan: null,
};

/** The whole of a preset that says what `Said` asks for itself or through `base`, the one that it extends. */
export function completed(given: GivenPreset, base?: TrackedField): TrackedField {
  const { extends: _, ...own } = given;
  const said = { ...base, ...own } as GivenPreset & Pick<TrackedField, Said>;
  const title = `${said.records.join(', ')}: ${said.field}`;
  return { ...DEFAULTS, tells: `the {record}'s ${said.field}`, ...said, title: given.title ?? title };
}

/** The presets that ship with the tool, by id. */
export const PRESETS: ReadonlyMap<string, TrackedField> = new Map(
  [
    PAGE_MAPPING,
    completed(folioMapping as GivenPreset, PAGE_MAPPING),
    completed(pageIndex as GivenPreset),
  ].map((preset) => [preset.id, preset]),
);
