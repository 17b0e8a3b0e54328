// A screenshot as a PNG of at most 256 colours: median cut over 5 bits a channel, no dithering, so that text stays clean.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

export function small(png) {
  const { width, height, pixels } = decoded(png);
  const counts = new Map();
  for (let i = 0; i < pixels.length; i += 3) {
    const key = keyOf(pixels, i);
    const bin = counts.get(key) ?? [0, 0, 0, 0];
    bin[0]++;
    for (let c = 0; c < 3; c++) bin[c + 1] += pixels[i + c];
    counts.set(key, bin);
  }
  const bins = [...counts].map(([key, [n, ...sums]]) => ({ key, n, colour: sums.map((sum) => sum / n) }));
  const palette = boxes(bins, 256).map((box) => ({ box, colour: mean(box) }));
  const index = new Map(palette.flatMap(({ box }, at) => box.map(({ key }) => [key, at])));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(keyOf(pixels, 3 * (y * width + x)));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(({ colour }) => colour.map(Math.round)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const keyOf = (pixels, i) => ((pixels[i] >> 3) << 10) | ((pixels[i + 1] >> 3) << 5) | (pixels[i + 2] >> 3);

/** Splits the box with the widest spread, at the median of its pixels, until there are enough. */
function boxes(bins, most) {
  const all = [measured(bins)];
  while (all.length < most) {
    const at = all.reduce((best, box, i) => (box.worth > all[best].worth ? i : best), 0);
    const { box, axis, worth } = all[at];
    if (worth === 0) break;
    box.sort((a, b) => a.colour[axis] - b.colour[axis]);
    const half = box.reduce((sum, { n }) => sum + n, 0) / 2;
    let cut = 0;
    for (let sum = 0; cut < box.length - 1 && (cut === 0 || sum + box[cut].n <= half); cut++) sum += box[cut].n;
    all.splice(at, 1, measured(box.slice(0, cut)), measured(box.slice(cut)));
  }
  return all.map(({ box }) => box);
}

function measured(box) {
  const spreads = [0, 1, 2].map((c) => Math.max(...box.map(({ colour }) => colour[c])) - Math.min(...box.map(({ colour }) => colour[c])));
  const spread = Math.max(...spreads);
  return { box, axis: spreads.indexOf(spread), worth: box.length < 2 ? 0 : spread };
}

function mean(box) {
  const n = box.reduce((sum, bin) => sum + bin.n, 0);
  return [0, 1, 2].map((c) => box.reduce((sum, bin) => sum + bin.n * bin.colour[c], 0) / n);
}

/** The pixels of a PNG of 8-bit RGB, as Chromium writes them: 3 bytes each. */
function decoded(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  if (png[24] !== 8 || png[25] !== 2) throw new Error('only 8-bit RGB');
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const line = 3 * width;
  const pixels = Buffer.alloc(height * line);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; x++) {
      const here = y * line + x;
      const left = x >= 3 ? pixels[here - 3] : 0;
      const up = y > 0 ? pixels[here - line] : 0;
      const corner = x >= 3 && y > 0 ? pixels[here - line - 3] : 0;
      pixels[here] = raw[y * (line + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  return { width, height, pixels };
}

function paeth(left, up, corner) {
  const [l, u, c] = [left, up, corner].map((one) => Math.abs(left + up - corner - one));
  return l <= u && l <= c ? left : u <= c ? up : corner;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
