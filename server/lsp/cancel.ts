import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/**
 * Runs a request under its token. A cancelled request is answered as such, at the latest when the
 * work yields; the work itself sees an AbortSignal, which the engine understands.
 */
export async function cancellable<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  try {
    // let a cancellation that waits in the queue arrive before any work is done
    await new Promise(setImmediate);
    throwIfCancelled(token);
    const result = await work(controller.signal);
    throwIfCancelled(token);
    return result;
  } catch (error) {
    throwIfCancelled(token);
    throw error;
  } finally {
    listener.dispose();
  }
}

function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
