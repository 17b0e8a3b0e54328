import { describe, expect, it } from 'vitest';
import { difference, indexOf, type Maps, ordered } from './maps';
import { scaleOf } from './scale';

function maps(shape: number[], rows: number, columns: number, ...channels: number[][]): Maps {
  return {
    tensor: 'x',
    shape,
    rows,
    columns,
    planes: channels.map((values) => ({ values: new Float32Array(values), rows, columns })),
    scales: channels.map((values) => scaleOf([new Float32Array(values)])),
    summaries: channels.map((values, index) => ({
      index,
      min: Math.min(...values),
      max: Math.max(...values),
      mean: values.reduce((a, b) => a + b, 0) / values.length,
      sparsity: values.filter((value) => value === 0).length / values.length,
      dead: values.every((value) => value === 0),
    })),
  };
}

describe('the maps of a layer', () => {
  const some = maps([1, 3, 1, 2], 1, 2, [1, 2], [0, 0], [5, 0]);

  it('are sorted, the highest first', () => {
    expect(ordered(some, 'index')).toEqual([0, 1, 2]);
    expect(ordered(some, 'mean')).toEqual([2, 0, 1]);
    expect(ordered(some, 'max')).toEqual([2, 0, 1]);
    expect(ordered(some, 'sparsity')).toEqual([1, 2, 0]);
    expect(ordered(maps([1, 2, 1, 1], 1, 1, [Number.NaN], [1]), 'mean')).toEqual([1, 0]);
  });

  it('differ between inputs by the mean size of the difference', () => {
    const other = maps([1, 3, 1, 2], 1, 2, [1, 4], [9, 1], [5, 0]);
    expect(difference(some, other, 1)).toBe(5);
    expect(ordered(some, 'difference', other)).toEqual([1, 0, 2]);
    expect(difference(some, null, 1)).toBe(0);
  });

  it('know the index of a value, wherever the channels are', () => {
    expect(indexOf(maps([1, 2, 3, 4], 3, 4, [], []), 1, 2, 3)).toEqual([1, 2, 3]);
    expect(indexOf(maps([1, 3, 4, 2], 3, 4, [], []), 1, 2, 3)).toEqual([2, 3, 1]);
    expect(indexOf(maps([1, 2, 5], 1, 5, [], []), 1, 0, 4)).toEqual([1, 4]);
    expect(indexOf(maps([1, 2, 2, 3, 4], 6, 4, [], []), 1, 5, 3)).toEqual([1, 1, 2, 3]);
    expect(indexOf(maps([1, 2], 1, 1, [0], [0]), 1, 0, 0)).toEqual([1]);
    expect(indexOf(maps([2], 1, 1, [0], [0]), 1, 0, 0)).toEqual([1]);
  });
});
