// From nothing to "so that is why": by the first command of the README, and by keyboard alone.
import assert from 'node:assert/strict';
import { sample, target, test, workbench } from './start.mjs';

const bench = workbench(sample('icons/icons.onnx'), '--input', sample('icons/pictures/fish/000.png'));

test('the first command opens the sample, run and answered', async () => {
  const page = await bench.page('first');
  await target(page).filter({ hasText: 'fish' }).waitFor();
  assert.match(await page.title(), /icons\.onnx/);
  const stages = page.getByRole('region', { name: /way through the network/ }).getByRole('listitem');
  await stages.nth(3).waitFor();
  assert.ok((await stages.count()) >= 5, 'the strip shows the stages of the network');
  assert.deepEqual(page.complaints, []);
});

test('the first minute by keyboard alone', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await tabTo(page, /Eight kinds of things/);
  await page.keyboard.press('Enter');
  await target(page).filter({ hasText: 'fish' }).waitFor();
  await page.getByRole('complementary').getByRole('heading', { name: 'icons.onnx' }).waitFor();

  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.getByRole('complementary').getByRole('heading', { name: 'relu1' }).waitFor();

  await page.keyboard.press('3');
  await page.waitForURL(/q=features/);
  assert.match(page.url(), /l=relu1/, 'the layer stays chosen');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('why this answer?');
  await page.getByRole('option', { name: /^answer/ }).first().waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('occlusion');
  await page.getByRole('option', { selected: true, name: /Occlusion/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=decision.*w=occlusion/);
  await page.locator('#view canvas').first().waitFor();

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and mouse' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(page.complaints, []);
});

/** Presses Tab until something with that name has the focus. */
async function tabTo(page, name) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (name.test(focused)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}
