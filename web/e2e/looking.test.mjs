// What a person does with an open model: layers, explanations, language, links, saving, cancelling.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { icons, target, test, workbench } from './start.mjs';

const bench = workbench();

test('a click on a stage shows the layer and its maps', async () => {
  const page = await bench.page(icons);
  const strip = page.getByRole('region', { name: /way through the network/ });
  await strip.getByRole('button', { name: /conv|relu/i }).nth(1).click();
  await page.waitForURL(/q=features&l=\w+/);
  const layer = new URL(page.url()).searchParams.get('l');
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor();
  await page.locator('#view canvas').first().waitFor();
  assert.equal(await strip.locator('[aria-current=true]').count(), 1, `${layer} is marked in the strip`);
});

test('a prediction is explained, for any class', async () => {
  const page = await bench.page(icons);
  await target(page).filter({ hasText: 'fish' }).click();
  const second = page.getByRole('button', { name: /%$/ }).nth(1);
  await second.waitFor();
  await second.click();
  await page.waitForURL(/t=\d+/);
  await page.keyboard.press('4');
  await page.waitForURL(/q=decision/);
  await page.locator('#view canvas').first().waitFor();
  assert.deepEqual(page.complaints, []);
});

test('language and theme change in place and stay', async () => {
  const page = await bench.page(icons);
  await target(page).waitFor();
  await page.getByRole('button', { name: 'Change the language' }).click();
  await page.getByRole('button', { name: /它看到了什么/ }).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
  const before = await page.getAttribute('html', 'data-theme');
  await page.keyboard.press('d');
  const after = await page.getAttribute('html', 'data-theme');
  assert.notEqual(after, before);
  await page.reload();
  await page.getByRole('button', { name: /它看到了什么/ }).waitFor();
  assert.equal(await page.getAttribute('html', 'data-theme'), after);
});

test('a link brings the same view back, and so does the way back', async () => {
  const first = await bench.page(icons);
  await target(first).waitFor();
  await first.keyboard.press('3');
  // Layers arrive beside the answer; until they are there, the key has nothing to step to.
  while (!new URL(first.url()).searchParams.has('l')) {
    await first.keyboard.press(']');
    await first.waitForTimeout(200);
  }
  const url = new URL(first.url());

  const second = await bench.page(url.search);
  await target(second).filter({ hasText: 'fish' }).waitFor();
  const layer = second.getByRole('complementary').getByRole('heading', { level: 2 });
  await layer.filter({ hasText: url.searchParams.get('l') }).waitFor();
  assert.equal(await second.locator('[aria-current=page]').textContent(), '3What does it see?');

  await first.goBack();
  await first.waitForURL((address) => !address.searchParams.has('l'));
});

test('a picture, its numbers and its command are saved', async () => {
  const page = await bench.page(`${icons}&l=relu1`);
  const inspector = page.getByRole('complementary');
  const save = inspector.getByRole('button', { name: 'Save' });
  await save.click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Picture (PNG)' }).click();
  const file = readFileSync(await (await download).path());
  assert.equal(file.subarray(1, 4).toString(), 'PNG');

  await save.click();
  const numbers = page.waitForEvent('download');
  await page.getByRole('link', { name: /NPY/ }).first().click();
  assert.equal(readFileSync(await (await numbers).path()).subarray(1, 6).toString(), 'NUMPY');

  await save.click();
  await page.getByRole('button', { name: 'Copy as command' }).click();
  await page.getByRole('status').filter({ hasText: 'Copied' }).first().waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(command, /^\.?\/?vitrine /);
});

test('the graph is saved as it is opened', async () => {
  const page = await bench.page(icons);
  const pane = page.locator('[data-boxes]');
  const folded = Number(await pane.getAttribute('data-boxes'));
  await page.getByRole('button', { name: 'Expand all' }).click();
  await page.waitForFunction((before) => Number(document.querySelector('[data-boxes]')?.getAttribute('data-boxes')) > before, folded);
  for (const [form, start] of Object.entries({ svg: /^<svg /, png: /^.PNG/ })) {
    await page.getByRole('button', { name: 'Save' }).first().click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `as it is opened (${form.toUpperCase()})` }).click();
    const file = readFileSync(await (await download).path(), 'latin1');
    assert.match(file, start);
    if (form === 'svg') assert.match(file, />BatchNormalization<[^]*>block 1</);
  }
});

test('a weight is found, and shows whose it is', async () => {
  const page = await bench.page(`${icons}&q=parameters`);
  await page.getByRole('searchbox', { name: 'Find a weight or a layer' }).fill('gemm weight');
  const found = page.getByRole('listbox').getByRole('option');
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
  await found.first().click();
  await page.getByRole('heading', { name: 'dense.weight' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('l'), 'logits');
});

test('a slash finds things everywhere', async () => {
  const page = await bench.page(`${icons}&q=decision`);
  await target(page).filter({ hasText: 'fish' }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a long look is followed and cancelled, and the page goes on', async () => {
  const slow = '&q=decision&w=occlusion&s.p.window=3&s.p.stride=1';
  const page = await bench.page(icons + slow);
  await target(page).filter({ hasText: 'fish' }).waitFor();
  const looking = page.locator('#view').getByRole('status').filter({ hasText: 'Occlusion' });
  await looking.getByRole('progressbar').waitFor();
  await looking.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('#view').getByText('Cancelled').waitFor();
  await page.keyboard.press('3');
  await page.waitForURL(/q=features/);
  await page.locator('#view canvas').first().waitFor();
  assert.deepEqual(page.complaints, []);
});

test('two open models are compared layer by layer, and the link keeps both', async () => {
  const page = await bench.page(`${icons}&q=health&w=compare`);
  await page.getByText('Choose a second model').waitFor();
  await page.getByRole('button', { name: 'another model' }).click();
  await page.getByRole('textbox', { name: /path/i }).fill('sample:icons/icons-shortcut.onnx');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText(/matched layers, the first to differ/).waitFor();
  await page.getByRole('heading', { name: 'Matched layers' }).waitFor();
  const again = await bench.page(new URL(page.url()).search);
  await again.getByText(/matched layers, the first to differ/).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('a map, and one value of it, is explained', async () => {
  const page = await bench.page(`${icons}&q=features&l=relu3&u=5`);
  await page.getByRole('button', { name: 'Explain this', exact: true }).click();
  await page.waitForURL(/q=decision/);
  assert.equal(new URL(page.url()).searchParams.get('t'), 'relu3[0,5,:,:]');
  await page.getByRole('article').locator('canvas').first().waitFor();
  await page.goBack();
  await page.getByRole('complementary', { name: 'Map 5' }).getByRole('img', { name: 'Map 5' }).click();
  await page.getByRole('button', { name: 'Explain this value' }).click();
  await page.waitForURL(/q=decision/);
  assert.match(new URL(page.url()).searchParams.get('t'), /^relu3\[0,5,\d+,\d+\]$/);
  await page.getByRole('article').locator('canvas').first().waitFor();
  assert.deepEqual(page.complaints, []);
});

test('a second input is chosen, and stands beside the first', async () => {
  const page = await bench.page(`${icons}&q=features&l=relu2`);
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'A cup' }).click();
  await page.waitForURL(/a=sample/);
  await page.getByRole('button', { name: 'one for both inputs', pressed: true }).waitFor();
  await page.keyboard.press('4');
  await page.getByRole('article').nth(1).locator('canvas').first().waitFor();
  assert.equal(await page.getByRole('article').count(), 2);
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await page.waitForURL((url) => !url.searchParams.has('a'));
  assert.deepEqual(page.complaints, []);
});

test('a layer is chosen where a way of looking needs one', async () => {
  const page = await bench.page(`${icons}&q=features&w=activations`);
  await page.waitForURL(/l=\w+/);
  await page.locator('#view svg').first().waitFor();
  assert.deepEqual(page.complaints, []);
});
