// The graph by keyboard alone.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { findings, test, workbench } from './start.mjs';

const bench = workbench();
const fork = fileURLToPath(new URL('fork.onnx', import.meta.url));

test('arrow keys walk through a graph and choose at a fork', async () => {
  const page = await bench.page(`?m=${encodeURIComponent(fork)}`);
  const graph = page.getByRole('application');
  await page.locator('.graph-pane[data-boxes]').waitFor();
  await page.waitForLoadState('networkidle');
  await graph.focus();
  const told = page.locator('.graph-pane [aria-live]');
  const branches = ['one', 'two', 'three'];
  /** Where a key leads, as a screen reader is told. */
  const press = async (key) => {
    const before = await told.textContent();
    await page.keyboard.press(key);
    // Where a key leads nowhere, nothing changes.
    await page.waitForFunction((text) => document.querySelector('.graph-pane [aria-live]').textContent !== text, before, { timeout: 2000 }).catch(() => undefined);
    return (await told.textContent()).split(',')[0];
  };
  assert.match(await press('ArrowDown'), /^x/);
  assert.equal(await press('ArrowDown'), 'stem');
  const straight = await press('ArrowDown');
  assert.ok(branches.includes(straight), straight);
  const seen = new Set([straight]);
  let first = straight;
  for (let left = await press('ArrowLeft'); branches.includes(left) && left !== first; left = await press('ArrowLeft')) seen.add((first = left));
  let last = first;
  for (let right = await press('ArrowRight'); branches.includes(right) && right !== last; right = await press('ArrowRight')) seen.add((last = right));
  assert.deepEqual([...seen].sort(), [...branches].sort());
  assert.equal(await press('ArrowDown'), 'join');
  assert.equal(await press('ArrowUp'), straight, 'straight up again, to the same branch');
  await page.getByRole('complementary').getByRole('heading', { level: 2, name: straight }).waitFor();
  assert.deepEqual(await findings(page), []);
});
