// A network that nobody had in mind: every question about it shows something sensible.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { drop, test, workbench } from './start.mjs';

const bench = workbench();
const odd = fileURLToPath(new URL('odd.onnx', import.meta.url));

test('odd names, one and three dimensions, several inputs, an output without values', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await drop(page, odd);
  await page.getByRole('button', { name: /^Model odd\.onnx/ }).waitFor();
  await page.waitForURL(/m=upload/);
  const model = new URL(page.url()).searchParams.get('m');

  for (const language of ['en', 'zh']) {
    for (const question of ['structure', 'parameters', 'features', 'decision']) {
      await page.goto(`${new URL(bench.address).origin}/?${new URLSearchParams({ m: model, i: 'random', q: question, lang: language })}`);
      await settled(page, question);
    }
  }
  for (const layer of ['line: out', 'volume out', 'row', 'nothing']) {
    await page.goto(`${new URL(bench.address).origin}/?${new URLSearchParams({ m: model, i: 'random', q: 'features', l: layer })}`);
    await settled(page, `features of ${layer}`);
  }
  assert.deepEqual(page.complaints, []);
});

/** Waits until nothing in the view is on its way; there is then something to see, and nothing has failed. */
async function settled(page, what) {
  await page.locator('#view > *').first().waitFor();
  await page.waitForFunction(() => document.querySelector('#view [aria-busy=true], .status [aria-busy=true], .chip.busy') === null);
  const shown = page.locator('#view');
  assert.ok((await shown.innerText()).trim().length > 10 || (await shown.locator('canvas, svg').count()) > 0, `${what} shows something`);
  assert.deepEqual(await page.locator('#view .state.bad').allInnerTexts(), [], `${what} fails nowhere`);
  assert.deepEqual(await page.getByRole('alert').getByRole('paragraph').allInnerTexts(), [], `${what} tells no error`);
}

test('the branch of an If opens as a network of its own, runs, and leads back', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await drop(page, fileURLToPath(new URL('inside.onnx', import.meta.url)));
  await page.waitForURL(/m=upload/);
  const whole = new URL(page.url());
  whole.searchParams.set('l', 'y');
  await page.goto(whole.href);
  await page.getByRole('button', { name: '2 layers: open' }).first().click();
  await page.getByRole('heading', { name: 'inside.onnx#choose/' }).waitFor();

  const inside = new URL(page.url());
  inside.searchParams.append('i', 'random');
  inside.searchParams.set('q', 'decision');
  await page.goto(inside.href);
  await settled(page, 'a branch');
  await page.goBack();
  await page.goBack();
  await page.getByRole('button', { name: '2 layers: open' }).first().waitFor();
  assert.deepEqual(page.complaints, []);
});
