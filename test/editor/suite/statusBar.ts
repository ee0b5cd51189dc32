import assert from 'node:assert/strict';
import { api, ready } from './support.ts';

suite('status bar', () => {
  test('shows the share converted and the number of uses', async () => {
    const { uses, convertible, shareConverted } = await ready();
    const { statusBarText } = await api();
    const text = statusBarText();
    assert.match(text, new RegExp(`\\b${uses} uses`));
    assert.ok(convertible > 0, 'the sample tree has something to convert');
    assert.ok(shareConverted > 0 && shareConverted < 1, 'and is half-way through');
    assert.match(text, /\d+%/);
  });

  test('the headline agrees with the annotations of the sample tree', async () => {
    const { byStage, uses } = await ready();
    assert.ok(uses > 50, `${uses} uses`);
    assert.ok((byStage.owner ?? 0) > 0 && (byStage.raw ?? 0) > 0);
  });
});
