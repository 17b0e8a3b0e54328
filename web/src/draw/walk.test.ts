import { describe, expect, it } from 'vitest';
import type { GraphLayout } from '../api/types';
import { byBox } from './trace';
import { Walk } from './walk';

/** in(0) -> M(1){ a(2), b(3), c(4) } -> out(5), and alone(6) beside: x is read by all three in M, of which b lies below x. */
const layout = {
  boxes: {
    kind: [3, 2, 0, 0, 0, 4, 0],
    depth: [0, 0, 1, 1, 1, 0, 0],
    x: [100, 0, 10, 100, 190, 100, 400],
    y: [0, 50, 100, 100, 130, 300, 130],
    w: [50, 250, 50, 50, 50, 50, 50],
    h: [20, 200, 20, 20, 20, 20, 20],
  },
  edges: {
    from: [0, 1, 1, 1, 2, 3, 4, 1],
    to: [1, 4, 3, 2, 1, 1, 1, 5],
    tensor: ['x', 'x', 'x', 'x', 'y', 'y', 'y', 'y'],
  },
} as unknown as GraphLayout;

const walk = () => new Walk({ layout, leaving: byBox(layout.edges.from, 7), arriving: byBox(layout.edges.to, 7) });

describe('arrow keys', () => {
  it('go straight down and up through the rim of a module', () => {
    const way = walk();
    expect(way.step(0, 'ArrowDown')).toBe(3);
    expect(way.step(3, 'ArrowDown')).toBe(5);
    expect(way.step(5, 'ArrowDown')).toBe(-1);
    expect(way.step(5, 'ArrowUp')).toBe(3);
    expect(way.step(3, 'ArrowUp')).toBe(0);
    expect(way.step(0, 'ArrowUp')).toBe(-1);
  });

  it('choose among the branches of a fork, wherever these lie', () => {
    const way = walk();
    way.step(0, 'ArrowDown');
    expect(way.step(3, 'ArrowLeft')).toBe(2);
    expect(way.step(2, 'ArrowRight')).toBe(3);
    expect(way.step(3, 'ArrowRight')).toBe(4);
    expect(way.step(4, 'ArrowRight')).toBe(6);
  });

  it('go to the boxes beside where there is no fork', () => {
    expect(walk().step(4, 'ArrowRight')).toBe(6);
    expect(walk().step(6, 'ArrowLeft')).toBe(4);
    expect(walk().step(2, 'ArrowLeft')).toBe(-1);
  });
});
