// The workbench on one model in a real Chromium, and its pictures.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { browse, home, serve } from '../../web/e2e/start.mjs';

/** What is added to the address of an open model, and which keys are then pressed; of the gallery there is no model. */
export const views = {
  gallery: { leave: true },
  structure: {},
  table: { to: { w: 'layers' } },
  parameters: { to: { q: 'parameters' } },
  weight: { to: { q: 'parameters' } },
  connections: { to: { q: 'parameters', w: 'connections' } },
  features: { to: { q: 'features' } },
  map: { to: { q: 'features', u: '0' } },
  value: { to: { q: 'features', u: '0,4,4' } },
  method: { to: { q: 'features', w: 'activations' } },
  function: { to: { q: 'features', w: 'activation-function' } },
  decision: { to: { q: 'decision' } },
  explanation: { to: { q: 'decision', w: 'integrated-gradients' } },
  wall: { to: { q: 'decision', 's.methods': 'grad-cam,occlusion,integrated-gradients,saliency' } },
  palette: { keys: ['Control+k'] },
  question: { keys: ['Control+k', ...'map'] },
  help: { keys: ['?'] },
};

/**
 * A server that has opened a model; `body` gets `page(look)`, which opens a page of that size (`1280x720`), theme and language
 * and gives `shoot(view)`: it goes to a view, as in `views`, and gives its picture as PNG once it stands still.
 */
export async function workbench(model, input, body) {
  const path = (file) => (existsSync(resolve(home, file)) ? resolve(home, file) : file);
  const server = await serve(path(model), ...input.flatMap((file) => ['--input', path(file)]));
  const browser = await browse();
  try {
    await body(async ({ size, theme, lang }) => {
      const [width, height] = size.split('x').map(Number);
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', locale: lang === 'zh' ? 'zh-CN' : 'en-US' });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(String(error)));
      const opened = new URL(server.address).searchParams;
      return async ({ leave = false, to = {}, keys = [] }) => {
        const search = leave ? new URLSearchParams() : new URLSearchParams([...[...opened].filter(([name]) => !(name in to)), ...Object.entries(to)]);
        await page.goto(new URL(`/?${search}`, server.address).href);
        await still(page);
        for (const key of keys) await page.keyboard.press(key);
        return still(page);
      };
    });
  } finally {
    await browser.close();
    await server.end();
  }
}

/** The picture when two, taken one after the other, are the same. */
async function still(page) {
  await page.waitForLoadState('networkidle', { timeout: 30_000 }).catch(() => console.error(`still busy: ${page.url()}`));
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, { timeout: 30_000 }).catch(() => console.error(`never done: ${page.url()}`));
  let before = Buffer.alloc(0);
  for (let i = 0; i < 20; i++) {
    const now = await page.screenshot();
    if (now.equals(before)) break;
    before = now;
    await page.waitForTimeout(300);
  }
  return before;
}
