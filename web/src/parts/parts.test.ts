import { describe, expect, it, vi } from 'vitest';
import type { Arithmetic } from './WindowOnInput';

vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://localhost/' });
vi.stubGlobal('document', { baseURI: 'http://localhost/', querySelector: () => null, documentElement: { dataset: {} } });
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('navigator', { platform: '', language: 'en' });
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('fetch', () => new Promise(() => undefined));
const { sorted, written } = await import('./TablePart');
const { ticks } = await import('./HeatmapPart');
const { bounds, strongest } = await import('./WindowOnInput');
const { stages } = await import('./LayerPicker');

describe('a table', () => {
  const rows = [
    ['b', 2],
    ['a10', null],
    ['a9', -1],
  ] as const;

  it('is sorted by a column, unknown values last', () => {
    expect(sorted(rows, { column: 1, down: true }).map((row) => row[1])).toEqual([2, -1, null]);
    expect(sorted(rows, { column: 1, down: false }).map((row) => row[1])).toEqual([-1, 2, null]);
    expect(sorted(rows, { column: 0, down: false }).map((row) => row[0])).toEqual(['a9', 'a10', 'b']);
    expect(sorted(rows, null)).toBe(rows);
  });

  it('writes numbers by what they are', () => {
    expect(written(73_856, 'count')).toBe('73.9 k');
    expect(written(0.25, 'share')).toBe('25\u00a0%');
    expect(written(553_438_880, 'bytes')).toBe('553 MB');
    expect(written(null, 'number')).toBe('–');
  });
});

describe('the numbers beside a matrix', () => {
  it('are round and not too many', () => {
    expect(ticks(10, 20)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(ticks(32, 8)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect(ticks(1000, 4)).toEqual([0, 500]);
    expect(ticks(1, 0)).toEqual([0]);
  });
});

describe('the window of a kernel', () => {
  const facts = {
    inputs: [
      { index: [0, 0, 4, 7], value: 1 },
      { index: [0, 0, 6, 9], value: 1 },
      { index: [0, 3, 5, 8], value: -4 },
    ],
    weights: [1, 0.5, 1],
  } as unknown as Arithmetic;

  it('lies around the places that take part, on the channel that counts most', () => {
    expect(bounds(facts)).toEqual({ x: 7, y: 4, width: 3, height: 3 });
    expect(strongest(facts)).toBe(3);
  });

  it('is a strip where there is only a length', () => {
    const strip = { inputs: [{ index: [0, 2, 5], value: 1 }], weights: [1] } as unknown as Arithmetic;
    expect(bounds(strip)).toEqual({ x: 5, y: 0, width: 1, height: 1 });
  });
});

describe('the stages of a network', () => {
  it('are the last layers of every size', () => {
    const shape = [[1, 8, 64, 64], [1, 16, 64, 64], [1, 32, 32, 32], [1, 32, 1, 1], [1, 10], null];
    const all = { count: 6, shape, maps: [8, 16, 32, 32, 0, 0] } as unknown as Parameters<typeof stages>[0];
    expect(stages(all)).toEqual([1, 2]);
  });
});
