// Pictures of the workbench, for looking at it critically and for the README and the tour.
//
//   node docs/pictures/screens.mjs FOLDER MODEL [--input FILE]... [--size 1280x720] [--theme light] [--lang en] [--views a,b]
//   node docs/pictures/screens.mjs --docs          makes those of the README and the tour again
//
// Needs a built Vitrine, `npm ci` in web/, and a Chromium (VITRINE_CHROMIUM, or /usr/bin/chromium).
// `bench/workbench/screens.mjs` takes those of eight models.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { home } from '../../web/e2e/start.mjs';
import { views, workbench } from './shoot.mjs';
import { small } from './small.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    docs: { type: 'boolean', default: false },
    input: { type: 'string', multiple: true, default: [] },
    size: { type: 'string', default: '1280x720' },
    theme: { type: 'string', default: 'light' },
    lang: { type: 'string', default: 'en' },
    views: { type: 'string', default: Object.keys(views).join() },
    layer: { type: 'string' },
  },
});

await (values.docs ? documents() : review(...positionals));

/** Every view of one model. */
async function review(folder, model, ...rest) {
  if (folder === undefined || model === undefined || rest.length > 0) throw new Error('give a folder and a model');
  mkdirSync(folder, { recursive: true });
  await workbench(model, values.input, async (page) => {
    const shoot = await page(values);
    for (const name of values.views.split(',')) {
      const view = views[name];
      const to = join(folder, `${name}.${values.size}.${values.theme}.${values.lang}.png`);
      writeFileSync(to, await shoot({ ...view, to: { ...(values.layer && { l: values.layer }), ...view.to } }));
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
    gallery: { leave: true },
    structure: {},
    maps: { to: maps },
    map: { to: { ...maps, u: '45' } },
    value: { to: { ...maps, u: '45,3,3' } },
    why: { to: { q: 'decision' } },
  };
  const dark = { maps: { to: { ...maps, l: 'relu1' } }, wall: { to: { q: 'decision', 's.methods': 'grad-cam,occlusion' } } };
  const fish = ['samples/icons/pictures/fish/000.png'];
  await pictures(folder, 'samples/icons/icons.onnx', fish, { light, dark });

  // Two trainings of one network, as two epochs of one.
  const run = mkdtempSync(join(tmpdir(), 'vitrine-run-'));
  for (const [from, to] of [['icons-shortcut', 'icons-03'], ['icons', 'icons-12']]) {
    copyFileSync(join(home, `samples/icons/${from}.onnx`), join(run, `${to}.onnx`));
    copyFileSync(join(home, `samples/icons/${from}.vitrine.yaml`), join(run, `${to}.vitrine.yaml`));
  }
  copyFileSync(join(home, 'samples/icons/icons.labels.txt'), join(run, 'icons.labels.txt'));
  await pictures(folder, run, fish, {
    light: { checkpoints: { to: { q: 'training' } }, pair: { to: { m: join(run, 'icons-12.onnx'), q: 'health', w: 'compare', l: 'conv2', 's.beside': join(run, 'icons-03.onnx') } } },
  });
  rmSync(run, { recursive: true });
}

async function pictures(folder, model, inputs, themes) {
  await workbench(model, inputs, async (page) => {
    for (const lang of ['en', 'zh']) {
      for (const [theme, shots] of Object.entries(themes)) {
        const shoot = await page({ size: values.size, theme, lang });
        for (const [name, view] of Object.entries(shots)) {
          const to = join(folder, [name, ...(theme === 'dark' ? ['dark'] : []), ...(lang === 'zh' ? ['zh'] : []), 'png'].join('.'));
          const picture = small(await shoot(view));
          writeFileSync(to, picture);
          console.log(`${to}: ${Math.round(picture.length / 1000)} kB`);
        }
      }
    }
  });
}
