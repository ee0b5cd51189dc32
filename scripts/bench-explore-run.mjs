// One process of `npm run bench:explore`: a scenario as it lies in sim-core/scenarios, explored as asked; one
// line of JSON. `rate`: the plain search again and again in a warm process, as a worker that stays alive does;
// `plain`, `reduced`: broken rules and processes stuck for ever, without and with symmetry, as SPIN is asked;
// `whole`: what `mapshift check` asks, which is also whether some path loops for ever; `all`: every scenario.
import { check } from '../sim-core/explore/check.ts';
import { Search } from '../sim-core/explore/search.ts';
import { machineFor } from '../sim-core/scenario.ts';
import { scenarioOf, scenarios } from '../sim-core/scenarios/index.ts';

/** The rate is measured once the engine has compiled what is hot, as gcc has compiled pan. */
const WARM_UP_MS = 600;
const MEASURED_MS = 500;

const [mode = '', ...sizes] = process.argv.slice(2);
const [readers = 1, truncaters = 1, waiters = 1, pages = 2, files = 1] = sizes.map(Number);
const now = () => performance.now();
const cpuSeconds = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

function machine() {
  const set = { readers, truncaters, waiters, pages, files };
  return machineFor(scenarioOf('wait-install'), { scheme: 'page_wait', variant: 'one-section', set });
}

function rate() {
  const model = machine();
  const explore = () => {
    const search = new Search(model, undefined);
    while (!search.run(1e9, now));
    return search;
  };
  for (const began = now(); now() - began < WARM_UP_MS; ) explore();
  const cpu = process.cpuUsage();
  const began = now();
  let states = 0;
  do states += explore().states;
  while (now() - began < MEASURED_MS);
  return { rate: states / cpuSeconds(cpu) };
}

function one(symmetry, liveness) {
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const { verdict, states, transitions, seconds, bytes } = check(machine(), { symmetry, liveness }, now);
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  return { verdict, states, transitions, seconds, bytes, peak, rate: states / cpuSeconds(cpu) };
}

function all() {
  const began = now();
  let count = 0;
  for (const s of scenarios) {
    for (const scheme of s.schemes) {
      for (const { id } of s.variants) {
        check(machineFor(s, { scheme, variant: id, set: {} }), {}, now);
        count++;
      }
    }
  }
  return { count, seconds: (now() - began) / 1000 };
}

const answer = mode === 'rate' ? rate() : mode === 'all' ? all() : one(mode !== 'plain', mode === 'whole');
process.stdout.write(JSON.stringify(answer));
