// Folders dropped on the page: models that are folders, checkpoints, and inputs by class.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropPaths, fixture, sample, test, workbench } from './start.mjs';

const bench = workbench();

/** Two files of one float each, and the index that says which is where. */
function shards() {
  const folder = join(bench.folder, 'sharded');
  mkdirSync(folder);
  const weight_map = {};
  for (const [n, name] of ['first.weight', 'second.weight'].entries()) {
    const head = Buffer.from(JSON.stringify({ [name]: { dtype: 'F32', shape: [1, 1], data_offsets: [0, 4] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(head.length));
    const value = Buffer.alloc(4);
    value.writeFloatLE(n + 1);
    const file = `model-0000${n + 1}-of-00002.safetensors`;
    writeFileSync(join(folder, file), Buffer.concat([length, head, value]));
    weight_map[name] = file;
  }
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: { total_size: 8 }, weight_map }));
  return folder;
}

async function gallery() {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

test('a SavedModel is dropped as the folder that it is', async () => {
  const page = await gallery();
  await dropPaths(page, fixture('tensorflow/saved_model'));
  await page.getByRole('button', { name: /^Model saved_model/ }).waitFor();
  assert.match(new URL(page.url()).searchParams.get('m'), /^upload:/);
  assert.deepEqual(page.complaints, []);
});

test('a folder of shards is one model', async () => {
  const page = await gallery();
  await dropPaths(page, shards());
  await page.getByRole('button', { name: /^Model sharded/ }).waitFor();
  await page.getByText('first', { exact: true }).first().waitFor();
  await page.getByText('second', { exact: true }).first().waitFor();
});

test('a folder of checkpoints is a series', async () => {
  const page = await gallery();
  const folder = join(bench.folder, 'run');
  mkdirSync(folder);
  copyFileSync(sample('icons/icons-shortcut.onnx'), join(folder, 'icons-03.onnx'));
  copyFileSync(sample('icons/icons.onnx'), join(folder, 'icons-12.onnx'));
  await dropPaths(page, folder);
  const slider = page.getByRole('slider', { name: 'Checkpoints of this network' });
  await slider.waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'epoch 12');
});

test('a folder of pictures by class is given to the open model', async () => {
  const page = await bench.page('?m=sample%3Aicons%2Ficons.onnx');
  await page.getByRole('navigation', { name: 'Questions' }).waitFor();
  const folder = join(bench.folder, 'pictures');
  for (const kind of ['fish', 'cup']) {
    mkdirSync(join(folder, kind), { recursive: true });
    cpSync(sample(`icons/pictures/${kind}/000.png`), join(folder, kind, '000.png'));
  }
  await dropPaths(page, folder);
  await page.getByRole('button', { name: /^Input pictures/ }).waitFor();
  await page.getByText('2 files').waitFor();
  await page.getByText('A folder is given').waitFor();
  assert.deepEqual(page.complaints, []);
});

test('an empty folder says what is missing', async () => {
  const page = await gallery();
  const folder = join(bench.folder, 'empty');
  mkdirSync(folder);
  await dropPaths(page, folder);
  await page.getByRole('alert').filter({ hasText: 'The folder is empty' }).waitFor();
});
