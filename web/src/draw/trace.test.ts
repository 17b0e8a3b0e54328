import { describe, expect, it } from 'vitest';
import type { GraphLayout } from '../api/types';
import { trace, traceBoth } from './trace';

/** in(0) -> M(1){ a(2) -> b(3), c(4) } -> out(5): tensor x enters M twice, y leaves from b, z from c to out2(6). */
const layout = {
  boxes: { kind: [3, 2, 0, 0, 0, 4, 4], depth: [0, 0, 1, 1, 1, 0, 0] },
  edges: {
    from: [0, 1, 2, 3, 1, 1, 4, 1],
    to: [1, 2, 3, 1, 5, 4, 1, 6],
    tensor: ['x', 'x', 'h', 'y', 'y', 'x', 'z', 'z'],
  },
} as unknown as GraphLayout;

const on = (marks: Uint8Array) => [...marks.keys()].filter((i) => marks[i] === 1);

describe('a trace', () => {
  it('goes through the rim with the tensor', () => {
    expect(on(trace(layout, 5, true).boxes)).toEqual([0, 1, 2, 3, 5]);
    expect(on(trace(layout, 5, true).edges)).toEqual([0, 1, 2, 3, 4]);
    expect(on(trace(layout, 4, false).boxes)).toEqual([1, 4, 6]);
    expect(on(trace(layout, 0, false).boxes)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(on(traceBoth(layout, 2).boxes)).toEqual([0, 1, 2, 3, 5]);
  });
});
