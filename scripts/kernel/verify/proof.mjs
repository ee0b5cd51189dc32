// The whole proof, step by step; each step is done once for what it is made of.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelVersion } from '../fetch.mjs';
import { boot } from './boot.mjs';
import { compiledIn } from './commands.mjs';
import { concerned } from './concerned.mjs';
import { CONFIGS, fragmentText, hashOf } from './configs.mjs';
import { isWell } from './console.mjs';
import { addedLines, coverage } from './coverage.mjs';
import { build, configure, outName } from './make.mjs';
import { mutants } from './mutants.mjs';
import { filesWithUses, notLeftOut, objectsOf } from './objects.mjs';
import { checkSeries, seriesText } from './patches.mjs';
import { before, proveStage, reach, STAGES, seriesOf } from './stages.mjs';
import { tryMutants } from './trial.mjs';
import { newComplaints, tellComplaint } from './warnings.mjs';
import { BASE } from './work.mjs';

/** States that are booted when they are among those asked for; the unconverted kernel only when it is named. */
const BOOTED = ['check', 'final'];

export class Proof {
  /**
   * @param {{ work: import('./work.mjs').Work, stamps: import('./stamps.mjs').Stamps, source: string,
   *   configs: number[], does: (what: string) => boolean, has: (program: string) => boolean, minutes: number,
   *   jobs: number, everyMeans: boolean, say: (line: string) => void }} options
   */
  constructor(options) {
    Object.assign(this, options);
    this.found = {
      kernel: kernelVersion(options.source),
      builds: [],
      stages: [],
      coverage: [],
      boots: [],
      patches: [],
      mutants: [],
    };
    this.wrong = [];
    /** What the compilers said of the unconverted kernel, by configuration and compiler. */
    this.known = new Map();
  }

  /** The configurations asked for, with the compilers that are there. */
  builds() {
    return CONFIGS.filter(({ number }) => this.configs.includes(number)).flatMap((config) => [
      { config, compiler: 'gcc' },
      ...(config.clang && this.has('clang') && this.does('clang') ? [{ config, compiler: 'clang' }] : []),
    ]);
  }

  async run(states) {
    const last = Math.max(...states.map((state) => STAGES.indexOf(state)));
    const stages = STAGES.slice(0, last + 1);
    const made = new Map();
    for (const stage of stages) made.set(stage, await reach(this.work, stage, this));
    this.concerned = await concerned(this.work, BASE, stages, filesWithUses(this.source));
    // the kernel as it was: what its compilers complain of is nobody's news
    if (this.does('build')) await this.compile(BASE);
    if (states.includes(BASE) && this.does('boot')) await this.bootState(BASE);
    for (const stage of stages) {
      if (!states.includes(stage)) continue;
      const minded = await proveStage(this.work, stage, this);
      this.found.stages.push({ stage, ...made.get(stage), verify: minded });
      this.wrong.push(...minded.map((line) => `verify ${stage}: ${line}`));
      if (this.does('build')) await this.compile(stage);
      if (BOOTED.includes(stage) && this.does('boot')) await this.bootState(stage);
      if (this.does('patches')) await this.series(stage);
      if (stage === 'check' && this.does('mutants')) await this.mutants(stage, minded);
    }
    return this.found;
  }

  /**
   * What is built of a state. Of the unconverted kernel everything, with gcc, which tells what a configuration has;
   * then the objects that the conversion concerns, and the whole kernel where it is booted.
   */
  async targets(state, config, compiler) {
    const image = config.boots && compiler === 'gcc' && (state === BASE || BOOTED.includes(state));
    if (image) return { targets: ['bzImage'], asked: [] };
    if (state === BASE && compiler === 'gcc') {
      // the last configuration has all the drivers
      const asked = config.number === 3 ? objectsOf(this.concerned, config.folders) : [];
      return { targets: [...config.folders, ...asked], asked };
    }
    const compiled = compiledIn(this.work.out(outName(config, 'gcc')), this.work.tree);
    // what was compiled last may be another state's: the checker is there at one stage only
    const there = await this.work.filesOf(state);
    const objects = compiled
      .filter(({ source }) => this.concerned.has(source) && there.has(source))
      .map(({ object }) => object);
    return { targets: objects, asked: [] };
  }

  async compile(state) {
    for (const { config, compiler } of this.builds()) {
      const what = outName(config, compiler);
      const { asked, targets } = await this.targets(state, config, compiler);
      const inputs = hashOf(await this.work.idOf(state), fragmentText(config), targets.join());
      const result = await this.stamps.once(
        `build-${state}-${what}`,
        inputs,
        async () => {
          await this.work.checkout(state);
          await configure(this.work, config, compiler, this.say);
          this.say(`build ${what} of ${state}`);
          const made = await build(this.work, config, compiler, {
            name: state,
            targets,
            jobs: this.jobs,
            say: this.say,
          });
          return { ...made, complaints: notLeftOut(made.complaints, asked) };
        },
        this.say,
      );
      if (state === BASE) this.known.set(what, result.complaints);
      const fresh = newComplaints(this.known.get(what), result.complaints).map(tellComplaint);
      this.wrong.push(...fresh.map((line) => `${what} of ${state}: ${line}`));
      this.say(
        `${what} of ${state}: ${result.objects} objects, ${Math.round(result.seconds)} s, ${fresh.length} new complaints`,
      );
      this.found.builds.push({
        state,
        config: `${config.number} ${config.name}`,
        compiler,
        ...result,
        fresh,
      });
    }
    if (state !== BASE) await this.cover(state);
  }

  /** What each gcc output folder knows of its objects. */
  outputs() {
    return this.builds()
      .filter(({ compiler }) => compiler === 'gcc')
      .map(({ config, compiler }) => {
        const out = this.work.out(outName(config, compiler));
        return { out, compiled: compiledIn(out, this.work.tree) };
      });
  }

  async cover(stage) {
    const added = addedLines(await this.work.git('diff', '-U0', '--no-renames', BASE, stage));
    const inputs = hashOf(await this.work.idOf(stage), this.configs.join());
    const result = await this.stamps.once(`coverage-${stage}`, inputs, async () => {
      await this.work.checkout(stage);
      return coverage(added, this.outputs(), {
        tree: this.work.tree,
        textOf: (file) => readFileSync(join(this.work.tree, file), 'utf8'),
        jobs: this.jobs,
      });
    });
    this.say(
      `${stage}: ${result.compiled} of ${result.lines} changed lines compiled, ${result.left.length} not`,
    );
    this.found.coverage.push({ stage, ...result });
  }

  bootable() {
    return CONFIGS.find(({ boots, number }) => boots && this.configs.includes(number)) ?? null;
  }

  async bootState(state) {
    const config = this.bootable();
    if (!config || !this.has('qemu-system-x86_64')) return;
    const seconds = Math.round(this.minutes * 60);
    const inputs = hashOf(await this.work.idOf(state), fragmentText(config), String(seconds));
    const seen = await this.stamps.once(`boot-${state}`, inputs, async () => {
      await this.work.checkout(state);
      await configure(this.work, config, 'gcc', this.say);
      const made = await build(this.work, config, 'gcc', {
        name: `${state}-image`,
        targets: ['bzImage'],
        jobs: this.jobs,
        say: this.say,
      });
      if (made.code !== 0) throw new Error(`no kernel of ${state}: ${made.complaints.map(tellComplaint)[0]}`);
      this.say(`boot ${state} for ${this.minutes} min`);
      const booted = await boot(this.work, {
        out: this.work.out(outName(config, 'gcc')),
        name: state,
        seconds,
        say: this.say,
      });
      return { ...booted, console: readFileSync(booted.log, 'utf8').length };
    });
    if (!isWell(seen))
      this.wrong.push(
        `boot of ${state}: ${seen.result}, ${[...seen.fails, ...seen.wrong.map(({ text }) => text)][0] ?? 'values that differ'}`,
      );
    this.found.boots.push({ state, seconds, ...seen });
  }

  async series(stage) {
    const folder = await seriesOf(this.work, stage, this);
    const inputs = hashOf(
      await this.work.idOf(before(stage)),
      await this.work.idOf(stage),
      this.configs.join(),
      seriesText(folder),
    );
    const { results, end } = await this.stamps.once(`series-${stage}`, inputs, async () => {
      await this.work.checkout(before(stage));
      const looked = await checkSeries(this.work, folder, this.outputs(), this);
      return { results: looked, end: await this.work.idNow() };
    });
    if (end !== (await this.work.idOf(stage)))
      this.wrong.push(`${stage}: the last patch leaves another tree than the stage itself`);
    for (const { name, complaints } of results)
      this.wrong.push(...complaints.map((line) => `${name}: ${line}`));
    this.found.patches.push({ stage, results });
  }

  async mutants(stage, clean) {
    await this.work.checkout(stage);
    const config = this.has('qemu-system-x86_64') ? this.bootable() : null;
    const results = await tryMutants(this.work, mutants(), {
      stamps: this.stamps,
      state: await this.work.idOf(stage),
      source: this.source,
      outputs: this.outputs(),
      config,
      everyMeans: this.everyMeans,
      jobs: this.jobs,
      say: this.say,
      clean,
    });
    this.wrong.push(
      ...results.filter(({ caught }) => caught === null).map(({ name }) => `mutant ${name} is not caught`),
    );
    this.found.mutants.push(...results);
  }
}
