// Times Netron on the same files, as page_times.mjs times the workbench: `node bench/graphs/netron_times.mjs FOLDER FILE...`, where
// FOLDER is `source` of a checkout of github.com/lutzroeder/netron. From choosing the file to the graph on the screen.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join } from 'node:path';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const [, , folder, ...files] = process.argv;
const LIMIT = 60_000;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const server = createServer((request, answer) => {
  try {
    const path = join(folder, new URL(request.url, 'http://x').pathname.replace(/\/$/, '/index.html'));
    const body = readFileSync(path);
    answer.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    answer.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const address = `http://127.0.0.1:${server.address().port}/`;
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium', args: quiet });

/** Runs in the page before Netron, which forbids `eval` later: says on the console when the graph is shown and painted. */
const watch = (limit) =>
  addEventListener(
    'change',
    () => {
      const begin = performance.now();
      let longest = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration)))).observe({ entryTypes: ['longtask'] });
      const say = (nodes) => console.log(`drawn ${JSON.stringify({ ms: nodes > 0 ? performance.now() - begin : null, longest, nodes, heap: performance.memory.usedJSHeapSize / 1e6 })}`);
      const look = () => {
        const nodes = document.body.classList.contains('default') ? document.querySelectorAll('g.node').length : 0;
        if (nodes > 0) requestAnimationFrame(() => setTimeout(() => say(nodes)));
        else if (document.body.classList.contains('alert') || performance.now() - begin > limit) say(0);
        else requestAnimationFrame(look);
      };
      look();
    },
    { capture: true },
  );

console.log('file, ms, longest task ms, nodes, heap MB');
for (const file of files) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addCookies([{ name: 'consent', value: '1', url: address }]);
  const page = await context.newPage();
  await page.addInitScript(watch, LIMIT);
  const drawn = new Promise((resolve) => page.on('console', (line) => line.text().startsWith('drawn ') && resolve(JSON.parse(line.text().slice(6)))));
  await page.goto(address);
  await page.waitForTimeout(1500);
  await page.locator('#open-file-dialog').setInputFiles(file);
  const seen = await Promise.race([drawn, new Promise((resolve) => setTimeout(() => resolve(null), LIMIT + 5000))]);
  const shown = seen?.ms ? [seen.ms, seen.longest, seen.nodes, seen.heap].map(Math.round) : ['not drawn within', LIMIT, '', ''];
  console.log(`${basename(file)}, ${shown.join(', ')}`);
  // A page that is still busy is not waited for.
  await Promise.race([context.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
}
server.close();
await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
process.exit(0);
