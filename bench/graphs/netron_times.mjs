// Times Netron on the same files, as page_times.mjs times the workbench, from choosing a file to the graph on the screen:
// `node bench/graphs/netron_times.mjs RUNS FOLDER FILE...`, where FOLDER is `source` of a checkout of github.com/lutzroeder/netron.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { browse, figures } from '../page.mjs';

const LIMIT = 120_000;
const [, , runs, folder, ...files] = process.argv;
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

/** What the page said once it was done; nothing within the limit. A browser of its own, since a page that is still busy holds up the rest. */
async function drawn(file) {
  const browser = await browse();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addCookies([{ name: 'consent', value: '1', url: address }]);
  const page = await context.newPage();
  await page.addInitScript(watch, LIMIT);
  const said = new Promise((resolve) => page.on('console', (line) => line.text().startsWith('drawn ') && resolve(JSON.parse(line.text().slice(6)))));
  await page.goto(address);
  await page.waitForTimeout(1500);
  await page.locator('#open-file-dialog').setInputFiles(file);
  const seen = await Promise.race([said, new Promise((resolve) => setTimeout(() => resolve({ ms: null }), LIMIT))]);
  await browser.close();
  return seen;
}

const found = figures();
const never = new Set();
for (let run = 0; run < Number(runs); run++) {
  for (const file of files.filter((one) => !never.has(one))) {
    const note = (what, value) => found.note(`${basename(file)}: ${what}`, value);
    const { ms, longest, nodes, heap } = await drawn(file);
    note(`opened ms (within ${LIMIT / 1000} s)`, ms);
    if (ms === null) {
      never.add(file);
    } else {
      note('opened, longest task ms', longest);
      note('boxes', nodes);
      note('page heap MB', heap);
    }
  }
}
server.close();
found.print();
