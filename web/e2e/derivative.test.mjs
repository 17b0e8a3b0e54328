// Two tensors are chosen; the gradient of one by the other is shown, its making is watched, and its graph is saved and opened.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { icons, test, workbench } from './start.mjs';

const bench = workbench();

test('the gradient of one layer by another is seen, watched and saved as a model that opens', async () => {
  const page = await bench.page(`${icons}&l=relu3`);
  const inspector = page.getByRole('complementary');
  await inspector.getByRole('button', { name: 'of this layer' }).click();
  await page.waitForURL(/q=health.*w=derivative.*s\.p\.of=relu3/);
  const view = page.locator('#view');
  const by = view.getByLabel('with respect to');
  await by.fill('relu1');
  await by.press('Enter');
  await page.waitForURL(/s\.p\.wrt=relu1/);
  await view.getByText(/The gradient is that of the sum of the \d+ values of relu3/).waitFor();
  await view.locator('canvas').first().waitFor();
  await view.getByRole('table').getByText('standard deviation').waitFor();
  await view.getByText(/Gradient norm of .*relu3.* by layer/).first().waitFor();

  const steps = view.locator('.rewrite');
  await steps.getByText(/^step 1 of \d+/).waitFor();
  const first = await steps.locator('ol').textContent();
  await steps.getByRole('button', { name: 'One step on' }).click();
  await steps.getByText(/^step 2 of \d+/).waitFor();
  assert.notEqual(await steps.locator('ol').textContent(), first);
  await steps.getByRole('slider').press('End');
  await steps.getByText(/^step (\d+) of \1,/).waitFor();

  await view.getByRole('button', { name: 'Save' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Model that computes it, \d+ nodes/ }).click();
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-gradient-'));
  try {
    const file = join(folder, 'gradient.onnx');
    await (await saved).saveAs(file);
    const opened = await bench.page(`?m=${encodeURIComponent(file)}`);
    await opened.getByRole('complementary').getByText('gradient/relu1').waitFor();
    assert.deepEqual(opened.complaints, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  assert.deepEqual(page.complaints, []);
});

test('what cannot be differentiated is said in one line', async () => {
  const page = await bench.page(`${icons}&q=health&w=derivative&s.p.of=relu1&s.p.wrt=relu3`);
  await page.locator('#view').getByText(/relu1 does not depend on relu3|No gradient/).first().waitFor();
  assert.deepEqual(page.complaints, []);
});
