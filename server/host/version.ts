import manifest from '../../package.json' with { type: 'json' };

/** The product's version: a snapshot made by another one is not trusted. */
export const VERSION: string = manifest.version;
