/**
 * A pause after the editor's last word, in milliseconds, after which background work goes on: long enough for
 * what it asks after a key, and short of the next key.
 */
const PAUSE_MS = 20;

let heardAt = Number.NEGATIVE_INFINITY;

/**
 * Notes the moment at which bytes of a message arrive. It takes several turns of the event loop until
 * they are a request with an answer, and background work must not take its slice in each of them.
 */
export function hearClient(transport: 'stdio' | 'ipc' | 'other'): void {
  const hear = (): void => {
    heardAt = performance.now();
  };
  if (transport === 'stdio') process.stdin.on('data', hear);
  else if (transport === 'ipc') process.on('message', hear);
}

/** Milliseconds for which background work should still stand back; 0 or less when it may go on. */
export function quietIn(): number {
  return heardAt + PAUSE_MS - performance.now();
}
