import { render } from 'preact';
import { connect } from './host.ts';
import { listenToKeys } from './keyboard.ts';
import { Store } from './store.ts';
import { css } from './styles/index.ts';
import { App } from './ui/app.tsx';
import { Workers } from './worker/workers.ts';

// a constructed sheet needs no exception in the content security policy
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const root = document.getElementById('root');
if (root) {
  const host = connect();
  const store = new Store(host, new Workers(root.dataset.worker ?? ''));
  host.listen((message) => store.hear(message));
  listenToKeys(store);
  render(<App store={store} />, root);
  host.send({ type: 'ready' });
}
