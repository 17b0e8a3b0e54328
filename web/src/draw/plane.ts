/** Matrices of values as pixels. */
import type { Plane, Rgb, Scale } from '../api/types';
import { colour, colourAll, coloursFor, type Palette, pixel } from './colour';
import { type Matrix, place } from './scale';

/** The values of a plane within the answer of `as=values`; nothing is copied. */
export function matrix(values: ArrayBuffer, plane: Plane): Matrix {
  const { rows, columns, at } = plane;
  return { values: new Float32Array(values, at, rows * columns), rows, columns };
}

/** One pixel a value. */
export function paint(source: Matrix, scale: Scale, palette: Palette): ImageData {
  const image = new ImageData(Math.max(1, source.columns), Math.max(1, source.rows));
  colourAll(palette, scale, source.values, words(image), 0, 1, source.values.length);
  return image;
}

/** The means of blocks, at most `rows` by `columns` of them, as `view/HeatmapDrawing.java` shows a very large matrix. */
export function reduced(source: Matrix, rows: number, columns: number): Matrix {
  const tall = Math.ceil(source.rows / rows);
  const wide = Math.ceil(source.columns / columns);
  if (tall <= 1 && wide <= 1) return source;
  const down = Math.ceil(source.rows / tall);
  const across = Math.ceil(source.columns / wide);
  const values = new Float32Array(down * across);
  for (let r = 0; r < down; r++) {
    for (let c = 0; c < across; c++) {
      let sum = 0;
      let count = 0;
      for (let y = r * tall; y < Math.min(source.rows, (r + 1) * tall); y++) {
        for (let x = c * wide; x < Math.min(source.columns, (c + 1) * wide); x++, count++) {
          sum += source.values[y * source.columns + x]!;
        }
      }
      values[r * across + c] = sum / count;
    }
  }
  return { values, rows: down, columns: across };
}

/** The value at a place from 0 to 1 in both directions: bilinear between the centres of the values. */
export function smooth({ values, rows, columns }: Matrix, across: number, down: number): number {
  const x = Math.max(0, Math.min(columns - 1, across * columns - 0.5));
  const y = Math.max(0, Math.min(rows - 1, down * rows - 0.5));
  const c = Math.floor(x);
  const r = Math.floor(y);
  const c1 = Math.min(columns - 1, c + 1);
  const r1 = Math.min(rows - 1, r + 1);
  const upper = values[r * columns + c]! * (1 - (x - c)) + values[r * columns + c1]! * (x - c);
  const lower = values[r1 * columns + c]! * (1 - (x - c)) + values[r1 * columns + c1]! * (x - c);
  return Math.fround(upper * (1 - (y - r)) + lower * (y - r));
}

/** How much of the colour covers the picture, 0 to 1: more with the distance from zero, or from the lowest value. */
export function strength(scale: Scale, value: number): number {
  if (!scale.signal || !Number.isFinite(value)) return 0;
  const at = place(scale, value);
  return Math.min(1, 0.25 + (scale.diverging ? Math.abs(2 * at - 1) : at));
}

/** The heat of an overlay, stretched smoothly and as transparent as it is weak, to be laid over a picture. */
export function veil(heat: Matrix, scale: Scale, palette: Palette, width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  const to = words(image);
  const colours = coloursFor(palette, scale);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = smooth(heat, (x + 0.5) / width, (y + 0.5) / height);
      const alpha = Math.round(255 * strength(scale, value));
      if (alpha === 0) continue;
      const index = Math.min(255, Math.floor(place(scale, value) * 256));
      to[i] = ((colours[index]! & 0xffffff) | (alpha << 24)) >>> 0;
    }
  }
  return image;
}

/** A colour picture within the answer of `as=values`. */
export function picture(values: ArrayBuffer, rgb: Rgb): ImageData {
  const { width, height, at } = rgb;
  const bytes = new Uint8Array(values, at, 3 * width * height);
  const image = new ImageData(width, height);
  const to = words(image);
  for (let i = 0, k = 0; i < width * height; i++, k += 3) to[i] = pixel(bytes[k]!, bytes[k + 1]!, bytes[k + 2]!);
  return image;
}

/** The colours of a legend, lowest first. */
export function ramp(scale: Scale, palette: Palette): ImageData {
  const image = new ImageData(256, 1);
  if (scale.signal) words(image).set(coloursFor(palette, scale));
  else words(image).fill(colour(palette, scale, scale.low));
  return image;
}

function words(image: ImageData): Uint32Array {
  return new Uint32Array(image.data.buffer);
}
