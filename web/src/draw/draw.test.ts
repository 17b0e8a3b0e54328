import { describe, expect, it } from 'vitest';
import type { Scale } from '../api/types';
import { colour, colourAll, coloursOf, css, faded, NO_SIGNAL, NOT_FINITE, type Palette, pixel } from './colour';
import { reduced, smooth, strength } from './plane';
import { between as scaleBetween, clipped, place, scaleOf, shared } from './scale';
import { at, between, blit, corner, layOut, painting, sheetHeight } from './sheet';

const steps = (colours: (i: number) => string) => coloursOf(Array.from({ length: 256 }, (_, i) => colours(i)).join(''));
const hex = (i: number) => i.toString(16).padStart(2, '0');
const palette: Palette = { sequential: steps((i) => `${hex(i)}0000`), diverging: steps((i) => `0000${hex(i)}`) };
const scale = (low: number, high: number, more: Partial<Scale> = {}): Scale => ({
  low,
  high,
  diverging: false,
  clipped: null,
  signal: true,
  ...more,
});

// The expected numbers were printed by artifact.Scale and view.Palette.
describe('the colour of a value', () => {
  it('is the place between low and high, in 256 steps', () => {
    expect(place(scale(0, 2), 0.5)).toBe(0.25);
    expect(place(scale(0, 2), -1)).toBe(0);
    expect(place(scale(0, 2), 3)).toBe(1);
    expect(place(scale(1, 1), 1)).toBe(0.5);
    expect(place(scale(0.1, 0.7), Math.fround(0.3))).toBe(Math.fround(0.33333337));
    expect(colour(palette, scale(0, 1), 0)).toBe(pixel(0, 0, 0));
    expect(colour(palette, scale(0, 1), 1)).toBe(pixel(255, 0, 0));
    expect(colour(palette, scale(0, 1), 0.5)).toBe(pixel(128, 0, 0));
    expect(colour(palette, scale(-2, 2, { diverging: true }), 0)).toBe(pixel(0, 0, 128));
    expect(css(pixel(1, 2, 3))).toBe('rgb(1 2 3)');
  });

  it('has its own colour where there is no number, and none where values do not differ', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(colour(palette, scale(0, 1), odd)).toBe(NOT_FINITE);
    }
    expect(colour(palette, scale(0, 0, { signal: false }), 0)).toBe(NO_SIGNAL);
    expect(NOT_FINITE).toBe(0xff0c59e8);
    expect(NO_SIGNAL).toBe(0xffded8d4);
  });

  it('is the same for one value and for many', () => {
    const values = new Float32Array([-3, -0.1, 0, 1e-8, 0.3, 0.999, 1, 7, Number.NaN, Number.POSITIVE_INFINITY]);
    for (const one of [scale(0, 1), scale(-1, 1, { diverging: true }), scale(0, 0), scale(0, 0, { signal: false })]) {
      const many = new Uint32Array(values.length);
      colourAll(palette, one, values, many);
      expect([...many]).toEqual([...values].map((value) => colour(palette, one, value)));
    }
  });

  it('fades to light grey for a dead map', () => {
    expect(faded(pixel(0, 0, 0))).toBe(pixel(184, 184, 184));
    expect(faded(pixel(255, 255, 255))).toBe(pixel(248, 248, 248));
  });
});

describe('a scale of values', () => {
  it('goes from lowest to highest, or has zero in the middle where both signs occur', () => {
    expect(scaleOf([new Float32Array([1, 3, 2])])).toEqual(scale(1, 3));
    expect(scaleOf([new Float32Array([-1, 3]), new Float32Array([-4])])).toEqual(scale(-4, 4, { diverging: true }));
    expect(scaleOf([new Float32Array([Number.NaN, 2, Number.POSITIVE_INFINITY, 5])])).toEqual(scale(2, 5));
    expect(scaleOf([])).toEqual(scale(0, 0, { signal: false }));
    expect(scaleOf([new Float32Array([4, 4])]).signal).toBe(false);
    expect(scaleBetween(100_000, 100_000.5).signal).toBe(false);
  });

  it('leaves a few extreme values out where it is clipped', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1e6 : i === 7 ? -3e5 : i));
    expect(clipped([values.subarray(0, 300), values.subarray(300)])).toEqual(scale(-996, 996, { diverging: true, clipped: 1e6 }));
    expect(clipped([new Float32Array([1, 2, 3])])).toEqual(scale(1, 3));
    expect(clipped([])).toEqual(scale(0, 0, { signal: false }));
    expect(clipped([new Float32Array([Number.NaN, 2, 5])])).toEqual(scale(2, 5));
  });

  it('is shared by the widest, and not by one without signal', () => {
    expect(shared([scale(0, 1), scale(0, 3)])).toEqual(scale(0, 3));
    expect(shared([scale(0, 5), scale(-2, 2, { diverging: true })])).toEqual(scale(-5, 5, { diverging: true }));
    expect(shared([scale(0, 9, { signal: false }), scale(0, 1)])).toEqual(scale(0, 1));
    expect(shared([scale(0, 2, { clipped: 8 }), scale(0, 3, { clipped: 4 })])).toEqual(scale(0, 3, { clipped: 8 }));
  });
});

describe('a plane', () => {
  const plane = { values: new Float32Array([0, 1, 2, 3]), rows: 2, columns: 2 };

  it('is stretched smoothly between the centres of its values', () => {
    expect(smooth(plane, 0.25, 0.25)).toBe(0);
    expect(smooth(plane, 0.5, 0.5)).toBe(1.5);
    expect(smooth(plane, 0, 1)).toBe(2);
  });

  it('covers the picture more where it says more', () => {
    expect(strength(scale(0, 1), 0)).toBe(0.25);
    expect(strength(scale(0, 1), 0.5)).toBe(0.75);
    expect(strength(scale(0, 1), 1)).toBe(1);
    expect(strength(scale(-1, 1, { diverging: true }), -0.5)).toBe(0.75);
    expect(strength(scale(0, 1), Number.NaN)).toBe(0);
  });

  it('is reduced to means of blocks', () => {
    const wide = { values: new Float32Array([0, 2, 4, 6, 10]), rows: 1, columns: 5 };
    expect([...reduced(wide, 10, 3).values]).toEqual([1, 5, 10]);
    expect(reduced(plane, 2, 2)).toBe(plane);
  });
});

describe('a contact sheet', () => {
  const sheet = layOut(10, 14, 14, 1, 96, 440);

  it('has as many columns as fit', () => {
    expect(sheet.columns).toBe(4);
    expect(sheetHeight(sheet)).toBe(3 * (96 + 16 + sheet.gap));
    expect(layOut(3, 10, 40, 1, 80, 50)).toMatchObject({ width: 80, height: 20, columns: 1 });
  });

  it('knows what lies at a point', () => {
    for (const tile of [0, 3, 4, 9]) {
      const { x, y } = corner(sheet, tile);
      expect(at(sheet, x + 48, y + 24)).toEqual({ tile, map: 0, across: 0.5, down: 0.25 });
      expect(at(sheet, x + 48, y + 97)).toBeNull();
    }
    expect(at(sheet, 2 * (96 + sheet.gap) + 5, 2 * (112 + sheet.gap) + 5)).toBeNull();
    const pairs = layOut(4, 8, 8, 2, 64, 500);
    expect(at(pairs, corner(pairs, 1).x + 64 + 2 + 32, 16)).toEqual({ tile: 1, map: 1, across: 0.5, down: 0.25 });
  });

  it('paints only what shows', () => {
    expect(between(sheet, 0, 10)).toEqual({ first: 0, last: 4 });
    expect(between(sheet, 130, 1000)).toEqual({ first: 4, last: 10 });
    const words = new Uint32Array(440 * 50);
    const map = { values: new Float32Array([0, 1, 2, 3]), rows: 2, columns: 2 };
    const tiles = Array.from({ length: 10 }, () => ({ maps: [map], scales: [scale(0, 3)], dead: false }));
    const work = painting({ words, width: 440, height: 50 }, { ...sheet, columns: 4 }, tiles, palette, 0, 1);
    expect([...work]).toHaveLength(4);
  });

  it('gives every pixel the nearest value, inside its borders', () => {
    const map = { values: new Float32Array([0, 1, 2, 3]), rows: 2, columns: 2 };
    const paint = (left: number, top: number) => {
      const words = new Uint32Array(16);
      blit({ words, width: 4, height: 4 }, map, scale(0, 3), palette, false, left, top, 4, 4);
      return [...words].map((word) => (word === 0 ? '.' : Math.round((3 * (word & 255)) / 255)).toString()).join('');
    };
    expect(paint(0, 0)).toBe('0011001122332233');
    expect(paint(1, 1)).toBe('.....001.001.223');
    expect(paint(-1, -1)).toBe('011.233.233.....');
    expect(paint(0, 9)).toBe('................');
  });
});
