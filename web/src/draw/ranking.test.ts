import { describe, expect, it } from 'vitest';
import { lookFirst, type Weight } from './ranking';

const weight = (name: string, shape: number[], more: Partial<NonNullable<Weight['statistics']>> = {}): Weight => ({
  tensor: { name, type: 'float32', shape },
  statistics: { min: -1, max: 1, mean: 0, std: 0.5, zeros: 0, nan: 0, inf: 0, ...more },
});

describe('which weights to look at first', () => {
  it('are those with something to see', () => {
    const found = lookFirst([
      weight('plain', [32, 32, 3, 3]),
      weight('first', [16, 3, 3, 3]),
      weight('second', [16, 1, 3, 3]),
      weight('dense', [1000, 1000]),
      weight('pruned', [100, 10], { zeros: 900 }),
      weight('spike', [100, 10], { max: 20 }),
      weight('equal', [10, 10], { min: 1, max: 1, std: 0 }),
      weight('damaged', [10], { nan: 1 }),
      { tensor: { name: 'elsewhere', type: 'float32', shape: [3] } },
    ]);
    expect(found.map(({ weight: { tensor }, reason }) => `${tensor.name} ${reason}`)).toEqual([
      'damaged broken',
      'equal flat',
      'first picture',
      'pruned sparse',
      'spike extreme',
      'dense large',
      'plain none',
      'second none',
      'elsewhere none',
    ]);
  });
});
