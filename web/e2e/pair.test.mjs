// Two networks beside each other: a click in one chooses the partner in the other, and all of it has an address.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, workbench } from './start.mjs';

const bench = workbench();

const search = (more = {}) =>
  `?${new URLSearchParams({ m: 'sample:icons/icons.onnx', i: 'sample:icons/pictures/fish/000.png', q: 'health', w: 'compare', 's.beside': 'sample:icons/icons-shortcut.onnx', ...more })}`;

for (const [language, theme, first, together] of [
  ['en', 'light', 'Where they part first', 'Both graphs beside each other'],
  ['zh', 'dark', '最先分开之处', '并排的两张图'],
]) {
  test(`the pair is shown, walked and saved, ${language}, ${theme}`, async () => {
    const page = await bench.page(search({ lang: language, theme }));
    const pair = page.getByRole('region', { name: together });
    const canvases = pair.locator('canvas');
    await canvases.nth(1).waitFor();
    await pair.getByRole('button', { name: first }).click();
    await page.waitForURL(/l=conv1/);
    const said = pair.locator('.now');
    assert.match(await said.innerText(), /conv1/);

    await canvases.nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/l=relu1/);
    assert.match(await said.innerText(), /relu1/);

    await pair.locator('.pair-tools .quiet').click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /SVG/ }).click();
    const svg = readFileSync(await (await saved).path(), 'utf8');
    assert.match(svg, /icons\.onnx/);
    assert.match(svg, /icons-shortcut\.onnx/);
    assert.equal(svg.match(/<svg /g)?.length, 3);

    await page.reload();
    await canvases.nth(1).waitFor();
    await said.filter({ hasText: 'relu1' }).waitFor();
    assert.deepEqual(page.complaints, []);
  });
}
