import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Tells a screen reader what changed, when it has finished what it is saying. `quiet`: wait until things calm down. */
export function Live({
  text,
  quiet = false,
}: {
  readonly text: string;
  readonly quiet?: boolean;
}): JSX.Element {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    if (!quiet) setSaid(text);
  }, [text, quiet]);
  return (
    <p class="hidden" role="status" aria-live="polite" aria-atomic="true" id="live">
      {said}
    </p>
  );
}
