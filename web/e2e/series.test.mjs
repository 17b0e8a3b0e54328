// Several checkpoints of one network: one thing with a slider, that keeps what is looked at.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { drop, sample, target, test, workbench } from './start.mjs';

const bench = workbench();

/** Two trainings of one network under the names of two epochs. */
function checkpoints() {
  const folder = join(bench.folder, 'run');
  mkdirSync(folder, { recursive: true });
  const files = [join(folder, 'icons-03.onnx'), join(folder, 'icons-12.onnx')];
  copyFileSync(sample('icons/icons-shortcut.onnx'), files[0]);
  copyFileSync(sample('icons/icons.onnx'), files[1]);
  return { folder, files };
}

test('a folder of checkpoints opens at the last, and the keys lead from one to the next', async () => {
  const { folder } = checkpoints();
  const page = await bench.page(`?${new URLSearchParams({ m: folder, i: 'sample:icons/pictures/fish/000.png', q: 'features', l: 'relu1' })}`);
  const slider = page.getByRole('slider', { name: 'Checkpoints of this network' });
  await slider.waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'epoch 12');
  await page.getByRole('heading', { name: /maps/i }).or(page.locator('.sheet, canvas').first()).first().waitFor();
  await page.keyboard.press(',');
  await page.waitForURL(/icons-03\.onnx/);
  assert.equal(await slider.getAttribute('aria-valuetext'), 'epoch 3');
  assert.match(page.url(), /q=features/);
  assert.match(page.url(), /l=relu1/);
  await page.getByRole('button', { name: /^Model icons-03\.onnx/ }).waitFor();
  await target(page).waitFor();

  const same = page.getByRole('checkbox', { name: 'Same colours' });
  assert.equal(await same.isChecked(), true);
  await page.getByText('the same at all checkpoints').waitFor();
  await same.uncheck();
  await page.getByText('from its lowest to its highest value').waitFor();

  await page.getByRole('button', { name: 'All in one chart' }).click();
  await page.getByRole('heading', { name: 'From epoch to epoch', level: 2 }).waitFor();
  await page.getByText('What it answers to this input').first().waitFor();

  await page.reload();
  await slider.waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'epoch 3');
  await page.getByRole('button', { name: 'Keep only this checkpoint' }).click();
  await slider.waitFor({ state: 'detached' });
  assert.deepEqual(page.complaints, []);
});

test('checkpoints that are dropped together are one series', async () => {
  const { files } = checkpoints();
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await drop(page, ...files);
  await page.getByRole('slider', { name: 'Checkpoints of this network' }).waitFor();
  await page.getByRole('button', { name: /^Model icons-12\.onnx/ }).waitFor();
});

test('without checkpoints the question says what it needs', async () => {
  const page = await bench.page('?m=sample%3Aicons%2Ficons.onnx&q=training');
  await page.getByText('Several checkpoints are needed').waitFor();
});

test('the weights of another file are laid over the open model, and taken off', async () => {
  const page = await bench.page('?m=sample%3Aicons%2Ficons.onnx');
  await page.getByRole('button', { name: /^Model icons\.onnx/ }).click();
  await page.getByText('Lay another checkpoint over it').click();
  const paths = page.getByRole('textbox', { name: /path/i });
  await paths.last().fill(sample('icons/icons-shortcut.onnx'));
  await paths.last().press('Enter');
  const menu = page.getByRole('button', { name: /icons-shortcut\.onnx/ });
  await menu.waitFor();
  await menu.click();
  await page.getByRole('button', { name: 'Back to its own weights' }).click();
  await menu.waitFor({ state: 'detached' });
});
