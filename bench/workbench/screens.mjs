// Every view of eight models, for looking at them critically: each picture, and one sheet of them all for a glance.
//
//   node bench/workbench/screens.mjs ASSETS FOLDER [--models a,b] [--views a,b] [--sizes 1280x720,1920x1080]
//                                    [--themes light,dark] [--langs en,zh]
//
// ASSETS holds onnx/, images/ and labels/ of public models. Pictures are FOLDER/MODEL/VIEW.SIZE.THEME.LANG.png, sheets
// FOLDER/MODEL.SIZE.THEME.LANG.png. Needs a built Vitrine, `npm ci` in web/, and a Chromium.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { views, workbench } from '../../docs/pictures/shoot.mjs';
import { browse } from '../../web/e2e/start.mjs';

/** `file` under onnx/, `input` under images/ or what the command line takes, `side` what the file does not say; a layer, a weight. */
const models = {
  icons: { model: 'samples/icons/icons.onnx', input: 'samples/icons/pictures/fish/000.png', layer: 'relu3', weight: 'conv3.weight' },
  squeezenet: {
    file: 'squeezenet1.1_fp32.onnx',
    picture: 'kitten.jpg',
    labels: 'imagenet_synset.txt',
    side: 'task: classification\ninputs:\n  data_0: {preprocess: caffe, meaning: image}\nlabels: imagenet_synset.txt\n',
    layer: 'fire5/concat_1',
    weight: 'conv1_w_0',
  },
  yolox: {
    file: 'yolox_nano.onnx',
    picture: 'people_dog_street.jpg',
    labels: 'coco80.names',
    side: 'task: detection\ninputs:\n  images: {preprocess: "raw,order=bgr,resize=letterbox,align=topleft,pad=114", meaning: image}\nlabels: coco80.names\nhead: {kind: yolox, strides: [8, 16, 32], threshold: 0.3, iou: 0.45}\n',
    layer: '793',
    weight: '1178',
  },
  deeplab: {
    file: 'deeplab_person_513.onnx',
    picture: 'grace_hopper.bmp',
    side: 'task: segmentation\ninputs:\n  "MobilenetV2/MobilenetV2/input:0": {preprocess: tf, meaning: image}\nhead: {kind: logits}\n',
    layer: 'MobilenetV2/expanded_conv_4/add:0',
    weight: 'logits/semantic/weights:0',
  },
  transformer: { file: 'transformer_reverse.onnx', input: 'random', layer: 'attn_out', weight: 'input_net.weight' },
  silero: { file: 'silero_vad.onnx', input: 'random' },
  gpt2: { file: 'gpt2_past_tiny.onnx', input: 'random' },
  regression: { file: 'lr_mnist_scikit.onnx', input: 'random', layer: 'probability_tensor' },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: 'string', default: Object.keys(models).join() },
    views: { type: 'string', default: Object.keys(views).join() },
    sizes: { type: 'string', default: '1280x720,1920x1080' },
    themes: { type: 'string', default: 'light,dark' },
    langs: { type: 'string', default: 'en,zh' },
  },
});
const [assets, folder, ...rest] = positionals;
if (assets === undefined || folder === undefined || rest.length > 0) throw new Error('give the assets and a folder for the pictures');
const [sizes, themes, langs] = [values.sizes, values.themes, values.langs].map((list) => list.split(','));
const temporary = mkdtempSync(join(tmpdir(), 'vitrine-screens-'));
try {
  for (const name of values.models.split(',')) await review(name);
} finally {
  rmSync(temporary, { recursive: true });
}

async function review(name) {
  const { layer, weight, ...files } = models[name];
  const { model, input } = laid(name, files);
  mkdirSync(join(folder, name), { recursive: true });
  await workbench(model, [input], async (page) => {
    for (const size of sizes) {
      for (const theme of themes) {
        for (const lang of langs) {
          const shoot = await page({ size, theme, lang });
          const taken = [];
          for (const view of values.views.split(',')) {
            const { to, ...shot } = views[view];
            const of = { ...(to?.q !== undefined && to.q !== 'decision' && layer && { l: layer }), ...(view === 'weight' && weight && { 's.p.tensor': weight }) };
            const picture = await shoot({ ...shot, to: { ...to, ...of } });
            writeFileSync(join(folder, name, `${view}.${size}.${theme}.${lang}.png`), picture);
            taken.push({ view, picture });
          }
          const sheet = join(folder, `${name}.${size}.${theme}.${lang}.png`);
          writeFileSync(sheet, await contactSheet(taken, size));
          console.log(sheet);
        }
      }
    }
  });
}

/** The model where its sidecar may lie beside it, and what it is given. */
function laid(name, { model, file, input, picture, labels, side }) {
  if (model !== undefined) return { model, input };
  const given = picture === undefined ? input : join(assets, 'images', picture);
  if (side === undefined) return { model: join(assets, 'onnx', file), input: given };
  const beside = join(temporary, name);
  mkdirSync(beside);
  copyFileSync(join(assets, 'onnx', file), join(beside, file));
  if (labels !== undefined) copyFileSync(join(assets, 'labels', labels), join(beside, labels));
  writeFileSync(join(beside, file.replace(/\.onnx$/, '.vitrine.yaml')), side);
  return { model: join(beside, file), input: given };
}

/** All pictures in rows of four, small enough for one glance. */
async function contactSheet(taken, size) {
  const browser = await browse();
  try {
    const page = await browser.newPage({ viewport: { width: 1960, height: 100 } });
    const cells = taken.map(({ view, picture }) => `<figure><img src="data:image/png;base64,${picture.toString('base64')}"><figcaption>${view}</figcaption></figure>`);
    await page.setContent(`<style>
      body { margin: 4px; background: #888; display: grid; grid-template-columns: repeat(4, 1fr); gap: 4px; font: 12px sans-serif; }
      figure { margin: 0 } img { display: block; width: 100%; aspect-ratio: ${size.replace('x', '/')} }
    </style>${cells.join('')}`);
    return await page.screenshot({ fullPage: true });
  } finally {
    await browser.close();
  }
}
