// Pictures of the workbench, for looking at it critically and for the README and the tour.
//
//   node docs/pictures/screens.mjs FOLDER MODEL [--input FILE]... [--size 1280x720] [--theme light] [--lang en] [--views a,b]
//   node docs/pictures/screens.mjs --docs          makes those of the README and the tour again
//
// Needs a built Vitrine, `npm ci` in web/, and a Chromium (VITRINE_CHROMIUM, or /usr/bin/chromium).
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { browse, home, serve } from '../../web/e2e/start.mjs';
import { small } from './small.mjs';

/** What is added to the address of an open model. */
const views = {
  structure: {},
  table: { w: 'layers' },
  parameters: { q: 'parameters' },
  features: { q: 'features' },
  map: { q: 'features', u: '0' },
  value: { q: 'features', u: '0,4,4' },
  method: { q: 'features', w: 'activations' },
  decision: { q: 'decision' },
  wall: { q: 'decision', 's.methods': 'grad-cam,occlusion,integrated-gradients,saliency' },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    docs: { type: 'boolean', default: false },
    input: { type: 'string', multiple: true, default: [] },
    size: { type: 'string', default: '1280x720' },
    theme: { type: 'string', default: 'light' },
    lang: { type: 'string', default: 'en' },
    views: { type: 'string', default: ['gallery', ...Object.keys(views)].join() },
    layer: { type: 'string' },
  },
});

await (values.docs ? documents() : review(...positionals));

/** Every view of one model. */
async function review(folder, model, ...rest) {
  if (folder === undefined || model === undefined || rest.length > 0) throw new Error('give a folder and a model');
  mkdirSync(folder, { recursive: true });
  await bench(model, values.input, values, async (shoot) => {
    for (const name of values.views.split(',')) {
      const to = join(folder, `${name}.${values.size}.${values.theme}.${values.lang}.png`);
      writeFileSync(to, await shoot(name === 'gallery' ? null : { ...(values.layer && { l: values.layer }), ...views[name] }));
      console.log(to);
    }
  });
}

/** The workbench on the sample, in both languages: the tour in the light, and two more for the README in the dark. */
async function documents() {
  const folder = join(home, 'docs/pictures/tour');
  mkdirSync(folder, { recursive: true });
  const maps = { q: 'features', l: 'relu4' };
  const light = {
    gallery: null,
    structure: {},
    maps,
    map: { ...maps, u: '45' },
    value: { ...maps, u: '45,3,3' },
    why: { q: 'decision' },
  };
  const dark = { maps: { ...maps, l: 'relu1' }, wall: { q: 'decision', 's.methods': 'grad-cam,occlusion' } };
  for (const lang of ['en', 'zh']) {
    for (const [theme, shots] of Object.entries({ light, dark })) {
      await bench('samples/icons/icons.onnx', ['samples/icons/pictures/fish/000.png'], { ...values, theme, lang }, async (shoot) => {
        for (const [name, change] of Object.entries(shots)) {
          const to = join(folder, [name, ...(theme === 'dark' ? ['dark'] : []), ...(lang === 'zh' ? ['zh'] : []), 'png'].join('.'));
          const picture = small(await shoot(change));
          writeFileSync(to, picture);
          console.log(`${to}: ${Math.round(picture.length / 1000)} kB`);
        }
      });
    }
  }
}

/** A server and a page; `shoot(change)` goes to a view and gives its picture once it stands still. */
async function bench(model, input, { size, theme, lang }, body) {
  const server = await serve(resolve(home, model), ...input.flatMap((file) => ['--input', existsSync(resolve(home, file)) ? resolve(home, file) : file]), '--lang', lang);
  const browser = await browse();
  try {
    const [width, height] = size.split('x').map(Number);
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', locale: lang === 'zh' ? 'zh-CN' : 'en-US' });
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(server.address);
    const opened = new URL(page.url()).searchParams;
    await body(async (change) => {
      const search = change === null ? new URLSearchParams() : new URLSearchParams([...opened, ...Object.entries(change)]);
      await page.goto(new URL(`/?${search}`, server.address).href);
      return still(page);
    });
  } finally {
    await browser.close();
    await server.end();
  }
}

/** The picture when two, taken one after the other, are the same. */
async function still(page) {
  await page.waitForLoadState('networkidle', { timeout: 30_000 }).catch(() => console.error(`still busy: ${page.url()}`));
  let before = Buffer.alloc(0);
  for (let i = 0; i < 20; i++) {
    const now = await page.screenshot();
    if (now.equals(before)) break;
    before = now;
    await page.waitForTimeout(400);
  }
  return before;
}
