import { describe, expect, it } from 'vitest';
import { bytes, count, number, shape, share, time } from './numbers';

describe('numbers as people say them', () => {
  it.each([
    [0, '0'],
    [512, '512'],
    [999, '999'],
    [1000, '1 k'],
    [73_856, '73.9 k'],
    [999_499, '999 k'],
    [999_500, '1 M'],
    [138_357_544, '138 M'],
    [15_470_264_320, '15.5 G'],
    [-1234, '−1.23 k'],
  ])('%d things', (n, text) => expect(count(n)).toBe(text));

  it.each([
    [17, '17 B'],
    [3140, '3.14 kB'],
    [553_438_880, '553 MB'],
    [999_999_999, '1 GB'],
  ])('%d bytes', (n, text) => expect(bytes(n)).toBe(text));

  it.each([
    [0, '0'],
    [12.345, '12.3'],
    [0.0012345, '0.00123'],
    [-0.5, '−0.5'],
    [4.56e-7, '4.56e-7'],
    [1e-4, '1e-4'],
    [1234.5, '1235'],
    [2.5e9, '2.5e9'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('the value %d', (x, text) => expect(number(x)).toBe(text));

  it.each([
    [0, '0\u00a0%'],
    [1, '100\u00a0%'],
    [0.0412, '4.12\u00a0%'],
    [0.4137, '41.4\u00a0%'],
    [1e-6, '< 0.01\u00a0%'],
  ])('the share %d', (x, text) => expect(share(x)).toBe(text));

  it.each([
    [0.3, '< 1 ms'],
    [38, '38 ms'],
    [1240, '1.24 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms', (ms, text) => expect(time(ms)).toBe(text));

  it('shapes, with what is not known', () => {
    expect(shape([1, 128, 27, 27])).toBe('1×128×27×27');
    expect(shape(['N', null, 3])).toBe('N×?×3');
    expect(shape([])).toBe('1');
    expect(shape(null)).toBe('?');
  });
});
