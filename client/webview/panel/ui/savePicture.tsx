import type { JSX } from 'preact';
import { nameOf } from '../../../shared/panel/playable.ts';
import type { Timeline } from '../core/timeline.ts';
import type { Store } from '../store.ts';
import { PICTURE_STYLE, paletteOf, toPng, toSvg } from './drawing.tsx';
import { reelFor } from './pictures.tsx';

/** Pixels wide, unless the picture on the page is wider. */
const LEAST_WIDTH = 800;

/** Hands the picture of the current state to the host, which asks where to put it. */
export function SavePicture({
  store,
  line,
}: {
  readonly store: Store;
  readonly line: Timeline;
}): JSX.Element {
  const save = async (kind: 'svg' | 'png'): Promise<void> => {
    const { run } = store.state;
    const stage = document.querySelector('.stage');
    if (!run || !stage) return;
    const { at } = run;
    const reel = reelFor(line);
    const svg = toSvg(reel.sceneAt(at), {
      width: Math.max(LEAST_WIDTH, stage.clientWidth),
      before: at > 0 ? reel.sceneAt(at - 1) : undefined,
      title: `${store.player.scenario(run.play).title}: state after step ${at} of ${line.length}`,
      palette: paletteOf(stage),
      style: PICTURE_STYLE,
    });
    const name = `${nameOf(run.play)}-${at}`.replace(/[^\w-]+/g, '-');
    if (kind === 'svg') store.host.send({ type: 'save', name: `${name}.svg`, content: { text: svg } });
    else {
      const base64 = await base64Of(await toPng(svg));
      store.host.send({ type: 'save', name: `${name}.png`, content: { base64 } });
    }
  };
  const button = (kind: 'svg' | 'png'): JSX.Element => (
    <button
      type="button"
      class="link"
      onClick={() => {
        save(kind).catch((error: unknown) =>
          store.note(error instanceof Error ? error.message : String(error), true),
        );
      }}
    >
      {kind.toUpperCase()}
    </button>
  );
  return (
    <p class="save faint">
      Save this picture as {button('svg')} or {button('png')}
    </p>
  );
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    // "data:image/png;base64," comes first
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => fail(reader.error ?? new Error('the picture could not be read'));
    reader.readAsDataURL(blob);
  });
}
