// Files dropped on the page: models, inputs, and files that are neither.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drop, home, icons, sample, target, test, workbench } from './start.mjs';

const bench = workbench();
const assets = process.env.VITRINE_ASSETS ?? join(home, '../shared/assets');
const hostile = join(assets, 'hostile/onnx');

test('a dropped model shows its structure, and a dropped picture its answer', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await drop(page, sample('icons/icons.onnx'));
  await page.getByRole('button', { name: /^Model icons\.onnx/ }).waitFor();
  await page.getByRole('navigation', { name: 'Questions' }).waitFor();

  await drop(page, sample('icons/pictures/cup/000.png'));
  await target(page).waitFor();
  await page.getByRole('button', { name: /^Input 000\.png/ }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('an input without a model says what to do', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await drop(page, sample('icons/pictures/cup/000.png'));
  await page.getByRole('alert').filter({ hasText: 'Open a model first' }).waitFor();
});

test('two pictures are compared', async () => {
  const page = await bench.page('?m=sample%3Aicons%2Ficons.onnx');
  await page.getByRole('navigation', { name: 'Questions' }).waitFor();
  await drop(page, sample('icons/pictures/cup/000.png'), sample('icons/pictures/fish/000.png'));
  await page.waitForURL(/i=upload.*a=upload/);
  await target(page).filter({ hasText: 'cup' }).waitFor();
});

test('a file that is no model leaves the open one as it is, and says why', async () => {
  const page = await bench.page(icons);
  await target(page).filter({ hasText: 'fish' }).waitFor();
  const nonsense = join(bench.folder, 'nonsense.onnx');
  writeFileSync(nonsense, 'this is not a model');
  await drop(page, nonsense);
  const error = page.getByRole('alert').filter({ hasText: 'nonsense.onnx' });
  await error.waitFor();
  await target(page).filter({ hasText: 'fish' }).waitFor();
  await error.getByRole('button', { name: 'Dismiss' }).click();
  await error.waitFor({ state: 'detached' });
});

test('an upload is cancelled midway, and the page goes on', async () => {
  const page = await bench.page(icons);
  await target(page).filter({ hasText: 'fish' }).waitFor();
  const network = await page.context().newCDPSession(page);
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 });
  const large = join(bench.folder, 'large.onnx');
  writeFileSync(large, Buffer.alloc(8_000_000));
  const answers = [];
  page.on('response', (response) => response.url().includes('/uploads') && answers.push(response.status()));
  await drop(page, large);
  const now = page.getByRole('contentinfo').getByRole('status');
  await now.getByRole('progressbar', { name: 'large.onnx' }).waitFor();
  await now.getByRole('button', { name: 'Cancel' }).click();
  await now.getByRole('progressbar').waitFor({ state: 'detached' });
  assert.deepEqual(answers, [], 'it was not there yet');
  assert.equal(await page.getByRole('alert').getByRole('paragraph').count(), 0, 'who cancels is told no error');

  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await drop(page, sample('icons/pictures/cup/000.png'));
  await target(page).filter({ hasText: 'cup' }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('hostile models, one after the other, then a good one', async (t) => {
  if (!existsSync(hostile)) return t.skip(`no ${hostile}`);
  const page = await bench.page(icons);
  await target(page).filter({ hasText: 'fish' }).waitFor();
  const silent = [];
  for (const name of readdirSync(hostile).filter((file) => file.endsWith('.onnx'))) {
    await drop(page, join(hostile, name));
    const told = page.getByRole('alert').getByRole('paragraph').filter({ hasText: name });
    const opened = page.getByRole('button', { name: `Model ${name}` });
    await told.or(opened).first().waitFor().catch(() => silent.push(name));
    for (const button of await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).all()) await button.click();
  }
  assert.deepEqual(silent, [], 'each gives its message, or opens');

  await drop(page, sample('icons/icons.onnx'));
  await page.getByRole('button', { name: /^Model icons\.onnx/ }).waitFor();
  assert.deepEqual(page.complaints, []);
});
