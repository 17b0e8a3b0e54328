/** Values to colours; the rules of `view/Palette.java` and `view/Colormap.java`. Pixels are little-endian ABGR words. */
import type { Scale } from '../api/types';
import { place } from './scale';

export type Colours = Uint32Array;

/** One map for ranges that start or end somewhere, another for those with zero in the middle. */
export interface Palette {
  readonly sequential: Colours;
  readonly diverging: Colours;
}

const OPAQUE = 0xff000000;

/** A pixel of red, green and blue, 0 to 255. */
export function pixel(red: number, green: number, blue: number): number {
  return (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Where the values do not differ. */
export const NO_SIGNAL = pixel(0xd4, 0xd8, 0xde);

/** Where a value is not a number or infinite. */
export const NOT_FINITE = pixel(0xe8, 0x59, 0x0c);

/** The 256 colours of a map written as hexadecimal digits, six a colour. */
export function coloursOf(digits: string): Colours {
  const colours = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const rgb = Number.parseInt(digits.slice(6 * i, 6 * i + 6), 16);
    colours[i] = pixel(rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff);
  }
  return colours;
}

export function coloursFor(palette: Palette, scale: Scale): Colours {
  return scale.diverging ? palette.diverging : palette.sequential;
}

/** The pixel of a value. */
export function colour(palette: Palette, scale: Scale, value: number): number {
  if (!Number.isFinite(value)) return NOT_FINITE;
  if (!scale.signal) return NO_SIGNAL;
  return coloursFor(palette, scale)[Math.min(255, Math.floor(place(scale, value) * 256))]!;
}

/** Colours many values: what `colour` does to each, from `from[start]` on. */
export function colourAll(
  palette: Palette,
  scale: Scale,
  from: Float32Array,
  to: Uint32Array,
  start = 0,
  step = 1,
  count = to.length,
  at = 0,
): void {
  const colours = coloursFor(palette, scale);
  const low = Math.fround(scale.low);
  const range = Math.fround(scale.high) - low;
  const { fround } = Math;
  for (let i = 0, k = start; i < count; i++, k += step) {
    const v = from[k]!;
    if (v - v !== 0) to[at + i] = NOT_FINITE;
    else if (!scale.signal) to[at + i] = NO_SIGNAL;
    else {
      const index = range > 0 ? (fround((v - low) / range) * 256) | 0 : 128;
      to[at + i] = colours[index < 0 ? 0 : index > 255 ? 255 : index]!;
    }
  }
}

/** A pixel as CSS writes it. */
export function css(abgr: number): string {
  return `rgb(${abgr & 0xff} ${(abgr >> 8) & 0xff} ${(abgr >> 16) & 0xff})`;
}

/** A dead map in grey, as `view/GridPainter.java` fades it. */
export function faded(abgr: number): number {
  const grey = ((abgr & 0xff) * 54 + ((abgr >> 8) & 0xff) * 183 + ((abgr >> 16) & 0xff) * 19) >> 8;
  const light = (190 + (grey >> 2)) & 0xf8;
  return pixel(light, light, light);
}

/** The i-th category; `view/Ink.java` has the same ten. */
const SERIES = [
  '#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#9498a0',
];

export function series(i: number): string {
  return SERIES[((i % 10) + 10) % 10]!;
}
