// Times the workbench's graph in Chromium with software rendering, from click to drawn, each run with a fresh server and page, and
// says what the server then holds: `node bench/graphs/page_times.mjs RUNS FILE...` after `python bench/graphs/make_graphs.py FOLDER`.
import { basename, resolve } from 'node:path';
import { browse, figures, frames, open, resident, serve, share, timed } from '../page.mjs';

const LIMIT = 120_000;
const [, , runs, ...files] = process.argv;

/** Runs in the page's own words: presses a button of the graph and waits until the boxes have changed. */
const press = (page, title) =>
  page.evaluate(timed, [
    `given.before = document.querySelector('.graph-pane').dataset.boxes;
     [...document.querySelectorAll('.graph-tools button')].find((button) => button.textContent.trim() === given.title).click()`,
    `return document.querySelector('.graph-pane')?.dataset.boxes !== given.before`,
    { title },
    LIMIT,
  ]);

const boxes = (page) => page.evaluate(() => Number(document.querySelector('.graph-pane').dataset.boxes));
const heap = (page) => page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);

/** Drags the graph to and fro; the time between frames meanwhile. */
async function pan(page) {
  const box = await page.locator('.graph-pane canvas').boundingBox();
  await page.mouse.move(box.x + 200, box.y + 150);
  await page.mouse.down();
  const measured = page.evaluate(frames);
  for (let i = 0; i < 200; i++) await page.mouse.move(box.x + 200 + (i % 60), box.y + 150 + (i % 40));
  await page.mouse.up();
  return measured;
}

const found = figures();
const browser = await browse();
for (let run = 0; run < Number(runs); run++) {
  for (const file of files) {
    const note = (what, value) => found.note(`${basename(file)}: ${what}`, value);
    const server = await serve();
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(new URL('/?lang=en&theme=light', server.address).href);
    await page.waitForTimeout(1500);
    const opened = await open(page, resolve(file), LIMIT);
    note('opened ms', opened.ms);
    note('opened, longest task ms', opened.longest);
    note('boxes', await boxes(page));
    await page.waitForTimeout(3000);
    note('page heap MB', await heap(page));
    note('server MB', resident(server.pid));
    const all = await press(page, 'Expand all');
    note('everything expanded ms', all.ms);
    note('everything expanded, longest task ms', all.longest);
    note('boxes expanded', await boxes(page));
    await page.waitForTimeout(500);
    const times = await pan(page);
    note('frame while panning ms', share(times, 0.5));
    note('frame while panning, 95 % ms', share(times, 0.95));
    note('server expanded MB', resident(server.pid));
    await page.close();
    await server.end();
  }
}
await browser.close();
found.print();
