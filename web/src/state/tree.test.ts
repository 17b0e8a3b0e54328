import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://localhost/' });
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('document', { baseURI: 'http://localhost/', querySelector: () => null, documentElement: {} });
vi.stubGlobal('fetch', () => Promise.reject(new Error('no server')));
const { around, grow, nameOf, rowsOf } = await import('./tree');

const module = ['', 'm/a/x', 'm/a/x', 'm/a/y', 'm/b', ''];
const branches = grow(module);

describe('the tree', () => {
  it('counts what is in each branch', () => {
    expect(branches.map((branch) => [branch.path, branch.layers])).toEqual([
      ['', 6],
      ['m', 4],
      ['m/a', 3],
      ['m/a/x', 2],
      ['m/a/y', 1],
      ['m/b', 1],
    ]);
  });

  it('shows closed branches as one row, in the order of the graph', () => {
    const rows = rowsOf(branches, new Set());
    expect(rows.map((row) => [row.depth, row.branch, row.layer])).toEqual([
      [0, -1, 0],
      [0, 1, -1],
      [0, -1, 5],
    ]);
  });

  it('opens step by step', () => {
    const rows = rowsOf(branches, new Set([1, 2]));
    expect(rows.map((row, index) => (row.branch < 0 ? row.layer : nameOf(branches, index, rows)))).toEqual([0, 'm', 'a', 'x', 'y', 'b', 5]);
    expect(rows.map((row) => row.depth)).toEqual([0, 0, 1, 2, 2, 1, 0]);
  });

  it('knows what is around a layer', () => {
    expect(around(branches, 'm/a/x')).toEqual([1, 2, 3]);
    expect(around(branches, '')).toEqual([]);
  });

  it('takes fifty thousand layers and deep paths', () => {
    const deep = Array.from({ length: 50_000 }, (_, i) => `s${i % 5}/b${i % 1850}/c`);
    const tree = grow(deep);
    expect(tree[0]?.layers).toBe(50_000);
    expect(rowsOf(tree, new Set(tree.keys())).length).toBeGreaterThan(50_000);
    expect(grow(['a/'.repeat(3000)])).toHaveLength(3002);
  });
});
