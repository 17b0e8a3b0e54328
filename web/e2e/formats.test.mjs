// What a file of another framework is in the workbench: saved as ONNX, read as source, or weights alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { drop, fixture, sample, test, workbench } from './start.mjs';

const bench = workbench();
const open = (model, more = {}) => bench.page(`?${new URLSearchParams({ m: model, ...more })}`);

test('a network is saved as ONNX by mouse, by key and from the palette', async () => {
  const page = await open(fixture('keras/files/small.keras'));
  const menu = page.getByRole('button', { name: /^Model small\.keras/ });
  await menu.waitFor();
  const ways = [
    async () => {
      await menu.click();
      await page.getByRole('button', { name: /^Save as ONNX/ }).click();
    },
    () => page.keyboard.press('x'),
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('save as onnx');
      await page.keyboard.press('Enter');
    },
  ];
  for (const way of ways) {
    const saved = page.waitForEvent('download');
    await way();
    const file = await saved;
    assert.equal(file.suggestedFilename(), 'small.onnx');
    // The first field of an ONNX file is the version of its format.
    assert.equal(readFileSync(await file.path())[0], 0x08);
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(page.complaints, []);
});

for (const [language, theme, words] of [
  ['en', 'light', { chip: 'weights only', see: 'See the weights', none: 'Give an input' }],
  ['zh', 'dark', { chip: '仅有权重', see: '查看权重', none: '给出输入' }],
]) {
  test(`weights alone ask for no input, ${language}, ${theme}`, async () => {
    const page = await open(fixture('safetensors/two.safetensors'), { q: 'features', lang: language, theme });
    await page.getByRole('banner').getByText(words.chip).waitFor();
    assert.equal(await page.getByText(words.none).count(), 0);
    await page.getByRole('button', { name: words.see }).click();
    await page.waitForURL(/q=parameters/);
    await page.getByRole('listbox').waitFor();

    await drop(page, sample('icons/pictures/cup/000.png'));
    await page.getByRole('alert').waitFor();
    await page.keyboard.press('x');
    assert.equal(new URL(page.url()).searchParams.get('i'), null);
    assert.deepEqual(page.complaints, []);
  });
}

test('the source of a TorchScript module is read beside its layer', async () => {
  const page = await open(fixture('pytorch/script.pt'));
  await page.getByRole('complementary').getByRole('button', { name: 'code/__torch__.py' }).click();
  const text = page.getByRole('dialog').getByText('def forward(self').first();
  await text.waitFor();
  await page.keyboard.press('Escape');
  await text.waitFor({ state: 'detached' });

  const layer = await open(fixture('pytorch/script.pt'), { l: 'head' });
  await layer.getByRole('complementary').getByRole('button', { name: /linear\.py/ }).click();
  await layer.getByRole('dialog').getByText('class Linear(Module)').waitFor();
  assert.deepEqual(layer.complaints, []);
});
