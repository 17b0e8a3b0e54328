import { expect, it, vi } from 'vitest';
import { type ClassMap, ofClass, pixelAt, region, rim } from './regions';

vi.stubGlobal(
  'ImageData',
  class {
    readonly data: Uint8ClampedArray;
    constructor(width: number, height: number) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  },
);

const map: ClassMap = {
  kinds: Int32Array.from([1, 0, 1, 1, 0, 1]),
  rows: 2,
  columns: 3,
  picture: { x0: 0, y0: 0, x1: 3, y1: 2 },
};

it('finds the pixel under a place of the picture, also where the picture was padded or cropped', () => {
  expect(pixelAt(map, 0.99, 0.4)).toBe(2);
  expect(pixelAt(map, 0, 0.5)).toBe(3);
  const padded = { ...map, picture: { x0: 1, y0: 0, x1: 3, y1: 2 } };
  expect(pixelAt(padded, 0, 0)).toBe(1);
  const cropped = { ...map, picture: { x0: -3, y0: 0, x1: 3, y1: 2 } };
  expect(pixelAt(cropped, 0.2, 0)).toBe(-1);
  expect(pixelAt(cropped, 0.5, 0)).toBe(0);
});

it('keeps apart what does not hang together', () => {
  expect([...region(map, 2)]).toEqual([0, 0, 1, 0, 0, 1]);
  expect([...region(map, 4)]).toEqual([0, 1, 0, 0, 1, 0]);
  expect([...ofClass(map, 1)]).toEqual([1, 0, 1, 1, 0, 1]);
});

it('draws the rim and not what is within', () => {
  const all = new Uint8Array(25).fill(1);
  const words = new Uint32Array(rim(all, 5, 5, 1, 7).data.buffer);
  expect(words[12]).toBe(0);
  expect(words.filter((word) => word === 7)).toHaveLength(16);
});
