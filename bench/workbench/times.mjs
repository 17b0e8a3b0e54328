// Times what a person waits for in the workbench, in Chromium with software rendering, each run with a fresh server and page:
// `node bench/workbench/times.mjs RUNS SQUEEZENET PICTURE VGG16 PHOTO`. Prints each run and the medians.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { browse, figures, frames, median, open, resident, serve, share, timed } from '../page.mjs';

const [, , runs, squeezenet, picture, vgg16, photo] = process.argv;

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

async function hover(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  const measured = page.evaluate(frames);
  for (let i = 0; i < 200; i++) await page.mouse.move(box.x + ((i * 7) % box.width), box.y + ((i * 5) % Math.min(box.height, 400)));
  return measured;
}

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
    await (await ask(`${look}&as=whole`)).arrayBuffer();
  }
  return convolutions.length;
}

/** A fresh server and page with the model open and the input given, as a person does it. */
async function started(model, input, note) {
  const server = await serve();
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(new URL('/?lang=en&theme=light', server.address).href);
  await page.waitForTimeout(1500);
  note('opened ms', (await open(page, model)).ms);
  await page.waitForTimeout(2000);
  note('dropped to strip lit ms', (await drop(page, input)).ms);
  await page.waitForTimeout(1500);
  return { server, page, stages: await page.locator('.stops button').count() };
}

/** Stages that the page has not looked at ahead, which it does with those beside the chosen one. */
const apart = (stages) => [1, 2, 3].flatMap((first) => Array.from({ length: stages }, (_, i) => first + 3 * i)).filter((stage) => stage < stages);

const found = figures();
const browser = await browse();
for (let run = 0; run < Number(runs); run++) {
  for (const [name, model, input] of [
    ['squeezenet', squeezenet, picture],
    ['vgg16', vgg16, photo],
  ]) {
    const note = (what, value) => found.note(`${name}: ${what}`, value);
    const { server, page, stages } = await started(model, input, note);
    const clicks = [];
    for (const stage of apart(stages)) {
      clicks.push((await visit(page, stage)).ms);
      await page.waitForTimeout(300);
    }
    note('first click, on the first stage ms', clicks[0]);
    note('click on a stage, median ms', median(clicks));
    note('click on a stage, slowest ms', Math.max(...clicks));
    await visit(page, 2);
    await page.waitForTimeout(1000);
    note('click on the next stage ms', (await visit(page, 3)).ms);
    for (const [what, selector] of [['maps', '#view .maps canvas'], ['strip', '.stops']]) {
      const times = await hover(page, selector);
      note(`frame while hovering ${what}, 95 % ms`, share(times, 0.95));
    }
    await page.close();
    if (name === 'vgg16') {
      note('resident before MB', resident(server.pid));
      note('convolutions looked at', await everyConvolution(server.address, model, photo));
      note('resident after MB', resident(server.pid));
    }
    await server.end();
  }
  const { server, page, stages } = await started(squeezenet, picture, () => undefined);
  found.note('squeezenet: first click, on a stage in the middle ms', (await visit(page, Math.floor(stages / 2))).ms);
  await page.close();
  await server.end();
}
await browser.close();
found.print();
