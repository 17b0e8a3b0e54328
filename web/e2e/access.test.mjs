// Accessible in every view, and nothing leaves the machine.
import assert from 'node:assert/strict';
import { findings, icons, target, test, workbench } from './start.mjs';

const bench = workbench();

const views = {
  gallery: '',
  structure: icons,
  'a table of layers': `${icons}&w=layers`,
  parameters: `${icons}&q=parameters`,
  features: `${icons}&q=features&l=relu2`,
  decision: `${icons}&q=decision`,
  'a model without an input': '?m=sample%3Aicons%2Ficons.onnx&q=features',
  'a model that is not there': '?m=%2Fnowhere%2Fa.onnx',
};

for (const [name, search] of Object.entries(views)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no serious finding of axe: ${name}, ${colorScheme}`, async () => {
      const page = await bench.page(search, { colorScheme });
      await settled(page, search);
      assert.deepEqual(await findings(page), []);
    });
  }
}

for (const [name, key] of [['palette', 'Control+k'], ['help', '?']]) {
  test(`no serious finding of axe: ${name}`, async () => {
    const page = await bench.page(icons);
    await settled(page, icons);
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await findings(page), []);
  });
}

test('no request leaves the machine', async () => {
  const page = await bench.page('');
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const search of Object.values(views)) {
    await page.goto(new URL('/', bench.address).href + search);
    await settled(page, search);
  }
  const foreign = page.requests.filter((url) => !/^(http:\/\/127\.0\.0\.1:|blob:http:\/\/127\.0\.0\.1:|data:)/.test(url));
  assert.ok(page.requests.length > 20);
  assert.deepEqual(foreign, []);
  assert.deepEqual(page.complaints, []);
});

async function settled(page, search) {
  if (search.includes('i=')) await target(page).waitFor();
  await page.locator('main :is(h1, h2, canvas, .title, table, [role=table])').first().waitFor();
  await page.waitForLoadState('networkidle');
}
