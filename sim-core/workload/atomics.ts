// Device atomics on host memory over PCIe, against plain operations on a page that the host has
// write-protected. Both sides are simulated as a stream of episodes: the CPU touches the page now and
// then, and each touch ends the protection.
import { exponential, seeded } from './random.ts';
import { type Chart, param, quantile, workload } from './workload.ts';

export const atomics = workload({
  id: 'atomics',
  title: 'PCIe atomics against a protected page',
  parameters: {
    roundTrip: param(
      1_400,
      'ns',
      'round trip of a non-posted request to host memory',
      'nvbandwidth host_device_latency_sm, PCIe 4/5 H100 node',
      1,
      1e6,
    ),
    local: param(
      155,
      'ns',
      'operation on device memory',
      'gpu-benches, V100 L2: 214 cycles at 1.38 GHz',
      1,
      1e6,
    ),
    tags: param(
      1,
      'requests',
      'requests under way at once (1 = each depends on the one before)',
      'assumed',
      1,
      1024,
    ),
    protect: param(
      5_000,
      'ns',
      'taking write access from the CPU: rmap walk and TLB shootdown',
      'assumed, between 2 and 20 µs (Amit, ATC’17: microseconds)',
      0,
      1e7,
    ),
    giveBack: param(
      1_000,
      'ns',
      'the fault that gives the page back',
      'median minor fault, i7-11, Linux 6.6',
      0,
      1e7,
    ),
    copy: param(
      330,
      'ns',
      'moving the 4 KiB page over the link, one way',
      'derived: 4096 B at 12.35 GB/s (gpu-benches, PCIe 3 x16)',
      0,
      1e7,
    ),
    operations: param(2_000, '', 'operations simulated for each point', 'assumed', 10, 1e6),
    seed: param(1, '', 'seed of the random numbers', 'assumed', 0, 2 ** 31),
  },
  notes: [
    'PCIe AtomicOps carry operands of 4, 8 or 16 bytes (a 128-bit CAS: 256 bits in all); there is no 256-byte transaction as the article has it.',
    'A CPU that writes every few microseconds makes protection a loss: the page goes to and fro.',
  ],
  run(p) {
    const gaps = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
    const overPcie = Math.max(p.roundTrip / p.tags, 2);
    const runs = gaps.map((gap) => {
      const random = seeded(p.seed);
      const times: number[] = [];
      let now = 0;
      let touch = exponential(random, gap);
      let ours = false;
      for (let i = 0; i < p.operations; i++) {
        const began = now;
        if (ours && now >= touch) {
          ours = false;
          now += p.giveBack + p.copy;
          touch = now + exponential(random, gap);
        }
        if (!ours) {
          now += p.protect + p.copy;
          ours = true;
        }
        now += p.local;
        times.push(now - began);
      }
      return { gap, rate: (p.operations / now) * 1e3, p99: quantile(times, 0.99) };
    });
    const rate: Chart = {
      title: 'Operations on one page',
      x: 'mean time between CPU writes, ns',
      y: 'million operations/s',
      logX: true,
      logY: true,
      curves: [
        { name: 'PCIe atomics', points: gaps.map((gap) => [gap, 1e3 / overPcie]) },
        { name: 'protected page', points: runs.map((r) => [r.gap, r.rate]) },
      ],
    };
    const tail: Chart = {
      ...rate,
      title: 'Slowest operations (p99)',
      y: 'ns',
      curves: [
        { name: 'PCIe atomics', points: gaps.map((gap) => [gap, p.roundTrip]) },
        { name: 'protected page', points: runs.map((r) => [r.gap, r.p99]) },
      ],
    };
    const counts = [1, 2, 5, 10, 20, 50, 100, 1000];
    const even: Chart = {
      title: 'One episode: how many operations until protection pays',
      x: 'operations per episode',
      y: 'ns',
      logX: true,
      logY: true,
      curves: [
        { name: 'PCIe atomics', points: counts.map((n) => [n, n * overPcie]) },
        {
          name: 'protected page',
          points: counts.map((n) => [n, p.protect + p.giveBack + 2 * p.copy + n * p.local]),
        },
      ],
    };
    return [rate, tail, even];
  },
});
