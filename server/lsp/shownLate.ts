import { type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** Progress that comes and goes at once is worse than none. */
const LATE_MS = 700;

/** Work that may take long in a large tree: with progress and a button that stops it, once it does. */
export async function shownLate<T>(
  connection: Connection,
  title: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let done: (() => void) | undefined;
  const late = setTimeout(async () => {
    const progress = await connection.window.createWorkDoneProgress().catch(() => undefined);
    if (!progress || done) return;
    done = () => progress.done();
    progress.token.onCancellationRequested(() => stop.abort());
    progress.begin(`Mapshift: ${title}`, undefined, undefined, true);
  }, LATE_MS);
  try {
    return await work(AbortSignal.any([signal, stop.signal]));
  } catch (error) {
    if (stop.signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw error;
  } finally {
    clearTimeout(late);
    done?.();
    done ??= () => undefined;
  }
}
