// Times what a person waits for in the workbench, in Chromium with software rendering, each run with a fresh server and page:
// `node bench/workbench/times.mjs RUNS SQUEEZENET PICTURE VGG16 PHOTO`. Prints each run and the medians.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../..', import.meta.url));
const { chromium } = createRequire(join(home, 'web/package.json'))('playwright-core');
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const [, , runs, squeezenet, picture, vgg16, photo] = process.argv;

/** A server of its own; its address, its process, and how to end it. */
async function serve() {
  const state = mkdtempSync(join(tmpdir(), 'vitrine-times-'));
  const server = spawn(join(home, 'vitrine'), ['open', '--no-browser', '--port', '0'], { env: { ...process.env, XDG_STATE_HOME: state } });
  const address = await new Promise((done) => server.stdout.on('data', (said) => done(String(said).match(/http:\S+\d/)[0])));
  const end = () => new Promise((ended) => (server.once('exit', ended), server.kill())).then(() => rmSync(state, { recursive: true, force: true }));
  return { address, pid: server.pid, end };
}

/** Runs in the page: does something, waits until `done` holds and is painted; milliseconds, and the longest task on the way. */
const timed = ([act, done, given]) =>
  new Promise((resolve) => {
    const [start, stop] = [act, done].map((text) => new Function('given', text));
    let longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration)))).observe({ entryTypes: ['longtask'] });
    const begin = performance.now();
    start(given);
    const look = () => {
      if (performance.now() - begin > 20_000) resolve({ ms: Infinity, longest });
      else if (stop(given)) requestAnimationFrame(() => setTimeout(() => resolve({ ms: performance.now() - begin, longest })));
      else requestAnimationFrame(look);
    };
    look();
  });

const open = (page, path) =>
  page.evaluate(timed, [
    `history.pushState(null, '', '?m=' + encodeURIComponent(given)); dispatchEvent(new PopStateEvent('popstate'))`,
    `return document.querySelector('.graph-pane')?.dataset.boxes > 0`,
    path,
  ]);

const drop = (page, path) =>
  page.evaluate(timed, [
    `const transfer = new DataTransfer();
     transfer.items.add(new File([Uint8Array.from(atob(given.data), (letter) => letter.charCodeAt(0))], given.name));
     for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))`,
    `return document.querySelectorAll('.stops canvas').length > 1`,
    { name: basename(path), data: readFileSync(path).toString('base64') },
  ]);

/** A click on a stage, until its maps, bars or field are there and painted. */
const visit = (page, stage) =>
  page.evaluate(timed, [
    `document.querySelectorAll('#view .maps').forEach((view) => (view.dataset.old = '1'));
     document.querySelectorAll('.stops button')[given].click()`,
    `return [...document.querySelectorAll('#view .maps')].some((view) => !view.dataset.old)`,
    stage,
  ]);

/** Runs in the page: the time between frames while the pointer moves, as sorted milliseconds. */
const frames = () =>
  new Promise((resolve) => {
    const times = [];
    let last = performance.now();
    const next = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (times.length < 90) requestAnimationFrame(next);
      else resolve(times.slice(5).sort((a, b) => a - b));
    };
    requestAnimationFrame(next);
  });

async function hover(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  const measured = page.evaluate(frames);
  for (let i = 0; i < 200; i++) await page.mouse.move(box.x + ((i * 7) % box.width), box.y + ((i * 5) % Math.min(box.height, 400)));
  return measured;
}

const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1e3;

/** Looks at the maps of every convolution. */
async function everyConvolution(address, path, photo) {
  const token = (await (await fetch(address)).text()).match(/vitrine-token" content="([^"]*)/)[1];
  const ask = async (address, method = 'GET') => {
    const answer = await fetch(address, { method, headers: method === 'POST' ? { 'X-Vitrine-Token': token } : {} });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const api = new URL('/api/v1/', address).href;
  const model = await (await ask(`${api}models?path=${encodeURIComponent(path)}`, 'POST')).json();
  const input = await (await ask(`${api}models/${model.id}/inputs?arg=${encodeURIComponent(photo)}`, 'POST')).json();
  const layers = await (await ask(`${api}models/${model.id}/layers`)).json();
  const convolutions = layers.tensor.filter((_, i) => layers.op.values[layers.op.at[i]] === 'Conv');
  for (const tensor of convolutions) {
    const look = `${api}models/${model.id}/look/features?input=${input.id}&p.layer=${encodeURIComponent(tensor)}`;
    await (await ask(look)).text();
    await (await ask(`${look}&as=values`)).arrayBuffer();
  }
  return convolutions.length;
}

const figures = {};
const note = (name, value) => {
  (figures[name] ??= []).push(value);
  console.error(`run ${figures[name].length}, ${name}: ${Math.round(value)}`);
};
const browser = await chromium.launch({ executablePath: process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium', args: quiet });
for (let run = 0; run < Number(runs); run++) {
  for (const [name, model, input] of [
    ['squeezenet', squeezenet, picture],
    ['vgg16', vgg16, photo],
  ]) {
    const server = await serve();
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(`${server.address}/?lang=en&theme=light`);
    await page.waitForTimeout(1500);
    const opened = await open(page, model);
    note(`${name}: opened ms`, opened.ms);
    await page.waitForTimeout(2000);
    const lit = await drop(page, input);
    note(`${name}: dropped to strip lit ms`, lit.ms);
    await page.waitForTimeout(1500);
    const stages = await page.locator('.stops button').count();
    const clicks = [];
    for (let stage = 1; stage < stages; stage++) {
      clicks.push((await visit(page, stage)).ms);
      await page.waitForTimeout(300);
    }
    note(`${name}: first click on a stage ms`, clicks[0]);
    note(`${name}: click on a stage, median ms`, median(clicks));
    note(`${name}: click on a stage, slowest ms`, Math.max(...clicks));
    await visit(page, 2);
    await page.waitForTimeout(500);
    for (const [what, selector] of [['maps', '#view .maps canvas'], ['strip', '.stops']]) {
      const times = await hover(page, selector);
      note(`${name}: frame while hovering ${what}, 95 % ms`, times[Math.floor(times.length * 0.95)]);
    }
    await page.close();
    if (name === 'vgg16') {
      note('vgg16: resident before MB', resident(server.pid));
      note('vgg16: convolutions looked at', await everyConvolution(server.address, model, photo));
      note('vgg16: resident after MB', resident(server.pid));
    }
    await server.end();
  }
}
await browser.close();

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

for (const [name, values] of Object.entries(figures)) console.log(`${name}: ${Math.round(median(values))} (${values.map(Math.round).join(', ')})`);
