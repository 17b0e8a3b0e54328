// Times the workbench's graph in Chromium with software rendering, from click to drawn:
// `./vitrine open --no-browser --port 7878` in one shell, then `node bench/graphs/page_times.mjs http://127.0.0.1:7878 FILE...`.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const [, , server, ...files] = process.argv;
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet });

/** Runs in the page: does something and waits until the graph has changed and is on the canvas. */
const drawn = (change) =>
  new Promise((resolve) => {
    const legend = () => document.querySelector('.graph-pane')?.dataset.boxes ?? '';
    const before = legend();
    const start = performance.now();
    let longest = 0;
    const tasks = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration))));
    tasks.observe({ entryTypes: ['longtask'] });
    if (change.open) {
      history.pushState(null, '', `?m=${encodeURIComponent(change.open)}`);
      dispatchEvent(new PopStateEvent('popstate'));
    } else {
      [...document.querySelectorAll('.graph-tools button')].find((button) => button.textContent.trim() === change.press).click();
    }
    const look = () => {
      if (legend() !== before && legend() !== '') requestAnimationFrame(() => setTimeout(() => resolve({ ms: performance.now() - start, longest, boxes: legend() })));
      else if (performance.now() - start > 120_000) resolve({ ms: Infinity, longest, boxes: '' });
      else requestAnimationFrame(look);
    };
    look();
  });

/** Runs in the page: the time between frames while the graph is dragged. */
const frames = () =>
  new Promise((resolve) => {
    const times = [];
    let last = performance.now();
    const next = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (times.length < 60) requestAnimationFrame(next);
      else resolve(times.slice(5).sort((a, b) => a - b));
    };
    requestAnimationFrame(next);
  });

console.log('file, open ms, longest task ms, boxes, expand all ms, longest task ms, boxes, pan frame ms (median, 95 %), heap MB');
for (const file of files) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(`${server}/?lang=en&theme=light`);
  await page.waitForTimeout(1500);
  const opened = await page.evaluate(drawn, { open: file });
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);
  await page.waitForTimeout(1500);
  const all = await page.evaluate(drawn, { press: 'Expand all' });
  await page.waitForTimeout(500);
  const box = await page.locator('.graph-pane canvas').boundingBox();
  await page.mouse.move(box.x + 200, box.y + 150);
  await page.mouse.down();
  const measured = page.evaluate(frames);
  for (let i = 0; i < 150; i++) await page.mouse.move(box.x + 200 + (i % 60), box.y + 150 + (i % 40));
  await page.mouse.up();
  const pan = await measured;
  const line = [opened.ms, opened.longest, opened.boxes, all.ms, all.longest, all.boxes].map((value) => (typeof value === 'number' ? Math.round(value) : value));
  console.log(`${file.split('/').pop()}, ${line.join(', ')}, ${Math.round(pan[Math.floor(pan.length / 2)])} / ${Math.round(pan[Math.floor(pan.length * 0.95)])}, ${Math.round(heap)}`);
  await page.close();
}
await browser.close();
