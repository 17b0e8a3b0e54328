// Starts Vitrine as a person does, and a real Chromium that looks at it. What goes wrong in the page fails the test.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test as nodeTest } from 'node:test';
import { chromium } from 'playwright-core';

export const home = resolve(fileURLToPath(import.meta.url), '../../..');
const browserPath = process.env.VITRINE_CHROMIUM ?? '/usr/bin/chromium';
const START_MS = 60_000;
const STEP_MS = 20_000;

export const skip = existsSync(browserPath)
  ? existsSync(join(home, 'cli/target/app'))
    ? false
    : 'Vitrine is not built: run mvn package first'
  : `no Chromium at ${browserPath}: install it, or name one in VITRINE_CHROMIUM`;

if (skip) console.log(`skipped: ${skip}`);

/** A test that is skipped, with the reason, where there is no Chromium. */
export function test(name, body) {
  nodeTest(name, { skip, timeout: 120_000 }, body);
}

/** `vitrine open` with these arguments on a free port; its address, its process, and how to end it. */
export function serve(...args) {
  const state = mkdtempSync(join(tmpdir(), 'vitrine-e2e-'));
  const server = spawn(join(home, 'vitrine'), ['open', '--no-browser', '--port', '0', ...args], {
    cwd: home,
    env: { ...process.env, XDG_STATE_HOME: state },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no address within ${START_MS} ms:\n${said}`)), START_MS);
    const hear = (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+[!-~]*/)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      done({
        address,
        pid: server.pid,
        end: () =>
          new Promise((ended) => {
            server.once('exit', () => {
              rmSync(state, { recursive: true, force: true });
              ended();
            });
            server.kill();
          }),
      });
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => fail(new Error(`vitrine ended with ${code}:\n${said}`)));
  });
}

/** A Chromium that asks nothing of the network by itself. */
export function browse() {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * One server and one browser for the tests of a file. `page(search)` opens a new page there, `page('first')` at the address that
 * the server named; its `requests` are all addresses that it asked for, its `complaints` what the browser complained about.
 */
export function workbench(...args) {
  const bench = { address: '', page: undefined, folder: '' };
  let server;
  let browser;
  if (skip) return bench;
  before(async () => {
    bench.folder = mkdtempSync(join(tmpdir(), 'vitrine-e2e-files-'));
    [server, browser] = await Promise.all([
      serve(...args),
      browse(),
    ]);
    bench.address = server.address;
  });
  after(async () => {
    await browser?.close();
    await server?.end();
    if (bench.folder) rmSync(bench.folder, { recursive: true, force: true });
  });
  bench.page = async (search = '', options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-US', ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.requests = [];
    page.complaints = [];
    page.on('request', (request) => page.requests.push(request.url()));
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
      // An answer that is an error is shown by the page; the browser's own line about it says no more.
      const known = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !known) page.complaints.push(message.text());
    });
    await page.goto(search === 'first' ? bench.address : new URL('/', bench.address).href + search);
    return page;
  };
  return bench;
}

/** Drops files of this machine onto the page, as from a file manager. */
export async function drop(page, ...paths) {
  const files = paths.map((path) => ({ name: basename(path), data: readFileSync(path).toString('base64') }));
  await page.evaluate(async (list) => {
    const transfer = new DataTransfer();
    for (const { name, data } of list) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

/** Drops files and folders of this machine as the browser itself gets them, so that folders can be walked. */
export async function dropPaths(page, ...paths) {
  const protocol = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await protocol.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data });
  await protocol.detach();
}

/** A file that the tests of the importers open. */
export const fixture = (path) => join(home, 'formats/src/test/resources/dev/vitrine/formats', path);

export const sample = (path) => join(home, 'samples', path);

/** The address of the sample with one of its pictures. */
export const icons =
  '?m=sample%3Aicons%2Ficons.onnx&i=sample%3Aicons%2Fpictures%2Ffish%2F000.png';

/** The button that shows what is explained; it is there as soon as the model has answered. */
export const target = (page) => page.getByRole('button', { name: /^Target/ });

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds in a page that is serious or worse. */
export async function findings(page) {
  await page.evaluate(readFileSync(axe, 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
