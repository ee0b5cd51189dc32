// What was done already, and from what: a step is done again only when something it was made of has changed.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export class Stamps {
  constructor(folder) {
    this.folder = folder;
  }

  /** What a step left behind when it was done from these very inputs; null when it was not. */
  read(step, inputs) {
    const path = this.path(step);
    if (!existsSync(path)) return null;
    try {
      const { inputs: then, result } = JSON.parse(readFileSync(path, 'utf8'));
      return then === inputs ? result : null;
    } catch {
      return null;
    }
  }

  write(step, inputs, result) {
    const path = this.path(step);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ inputs, result })}\n`);
  }

  /** The result of the step, done now unless it was done before. */
  async once(step, inputs, work, say = () => {}) {
    const before = this.read(step, inputs);
    if (before !== null) {
      say(`${step}: done before`);
      return before;
    }
    rmSync(this.path(step), { force: true });
    const result = await work();
    this.write(step, inputs, result);
    return result;
  }

  path(step) {
    return join(this.folder, `${step.replaceAll(/[^\w.-]/g, '_')}.json`);
  }
}
