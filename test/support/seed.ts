import fc from 'fast-check';

/**
 * Property tests draw the same cases on every run, so that a red run is red again for whoever looks
 * into it. `SEED=random npx vitest run FILE` looks for new ones, `SEED=number` plays a found one.
 */
const asked = process.env.SEED ?? '1';
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) });
