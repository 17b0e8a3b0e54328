// Answers that lie in the input: boxes and regions of a picture, positions of a sequence; each of them can be asked about.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { target, test, workbench } from './start.mjs';

const bench = workbench();
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const open = (model, input, more = {}) => bench.page(`?${new URLSearchParams({ m: file(model), i: file(input), q: 'decision', ...more })}`);
const asked = (page) => new URL(page.url()).searchParams.get('t');

test('a box in the picture is explained, by mouse and by keyboard', async () => {
  const page = await open('boxes.onnx', 'squares.png', { 's.methods': 'occlusion' });
  const boxes = page.getByRole('group', { name: /^The picture with what was found/ });
  const [left, right] = await Promise.all([0, 1].map((i) => boxes.getByRole('button', { name: 'red 95 %' }).nth(i).elementHandle()));
  const wall = page.getByRole('article');
  await wall.getByText(/lies in .* at the left/).waitFor();
  await right.click();
  await page.waitForURL(/t=box%3A1/);
  await wall.getByText(/lies in .* at the right/).waitFor();
  await target(page).filter({ hasText: 'red' }).waitFor();

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/t=box%3A2/);
  await target(page).filter({ hasText: 'green' }).waitFor();
  assert.equal(await left.getAttribute('aria-pressed'), 'false');
  assert.deepEqual(page.complaints, []);
});

test('a segmentation shows its classes, and a region of the picture is explained', async () => {
  const page = await open('regions.onnx', 'squares.png', { 's.methods': 'occlusion' });
  const list = page.getByRole('list', { name: 'What the model answers' });
  await list.getByRole('button', { name: /red 12.5 %/ }).waitFor();
  await list.getByRole('button', { name: /green 6.25 %/ }).waitFor();
  await list.getByRole('button', { name: /background 81.3 %/ }).waitFor();

  const picture = page.getByRole('group', { name: /^The picture with its regions/ });
  const field = picture.locator('.image');
  await picture.locator('canvas').nth(1).waitFor();
  const { width, height } = await field.boundingBox();
  await field.click({ position: { x: (width * 56) / 64, y: (height * 24) / 64 } });
  await page.waitForURL(/t=region%3A/);
  const [x, y] = asked(page).match(/\d+/g).map(Number);
  assert.ok(Math.abs(x - 56) <= 1 && Math.abs(y - 24) <= 1, `${x}, ${y} is where the click was`);
  const wall = page.getByRole('article');
  await wall.getByText(new RegExp(`red @ ${x},${y}.* at the right`)).waitFor();

  await field.hover({ position: { x: (width * 24) / 64, y: (height * 56) / 64 } });
  await page.locator('.tip').filter({ hasText: 'green, 6.25' }).waitFor();

  await picture.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowLeft');
  await picture.getByRole('status').filter({ hasText: 'green' }).waitFor();
  await page.keyboard.press('Enter');
  await wall.getByText(/green @ .* at the bottom/).waitFor();

  await list.getByRole('button', { name: /red/ }).first().click();
  await page.waitForURL(/t=class%3A1/);
  assert.deepEqual(page.complaints, []);
});

test('a sequence says what it answers at each position, and a position can be chosen', async () => {
  const page = await open('steps.onnx', 'digits.npy');
  const steps = page.getByRole('list', { name: 'What the model says at each position' }).getByRole('button');
  await steps.nth(5).waitFor();
  const said = await steps.locator('b').allInnerTexts();
  assert.deepEqual(said, ['#6', '#8', '#5', '#8', '#4', '#0']);
  await target(page).filter({ hasText: '#0 at position 5' }).waitFor();
  await steps.nth(5).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL(/t=step%3A4/);
  await target(page).filter({ hasText: '#4 at position 4' }).waitFor();
  assert.deepEqual(page.complaints, []);
});
