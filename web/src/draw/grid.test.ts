import { describe, expect, it } from 'vitest';
import { Grid } from './grid';

describe('the grid', () => {
  it('finds exactly what touches a window', () => {
    let seed = 3;
    const next = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    for (const count of [0, 1, 7, 400]) {
      const bounds = new Float32Array(4 * count);
      for (let i = 0; i < count; i++) {
        const [x, y] = [next(9000), next(5000)];
        bounds.set([x, y, x + next(i % 10 === 0 ? 6000 : 200), y + next(300)], 4 * i);
      }
      const grid = new Grid(9000, 5000, bounds);
      for (let look = 0; look < 60; look++) {
        const [left, top] = [next(11000) - 1000, next(7000) - 1000];
        const [right, bottom] = [left + next(look % 3 === 0 ? 12000 : 3000), top + next(look % 3 === 0 ? 8000 : 3000)];
        const expected = Array.from({ length: count }, (_, i) => i).filter(
          (i) => bounds[4 * i]! <= right && bounds[4 * i + 2]! >= left && bounds[4 * i + 1]! <= bottom && bounds[4 * i + 3]! >= top,
        );
        expect(grid.within(left, top, right, bottom)).toEqual(expected);
      }
    }
  });
});
