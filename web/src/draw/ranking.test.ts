import { describe, expect, it } from 'vitest';
import { lookFirst, ordered, type Weight } from './ranking';

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

  it('are not single numbers', () => {
    const found = lookFirst([weight('scale', [], { nan: 1 }), weight('one', [1]), weight('bias', [4])]);
    expect(found.map(({ weight: { tensor } }) => tensor.name)).toEqual(['bias', 'scale', 'one']);
  });
});

describe('weights in another order', () => {
  const all = lookFirst([
    { ...weight('w10', [2, 2], { std: 1, zeros: 1 }), layer: { name: 'head', op: 'Gemm' } },
    { ...weight('w9', [8], { std: 3 }), layer: { name: 'stem', op: 'Conv' } },
    { tensor: { name: 'far', type: 'float32', shape: [100] } },
  ]);
  const names = (...by: Parameters<typeof ordered> extends [unknown, ...infer Rest] ? Rest : never) => ordered(all, ...by).map(({ weight: { tensor } }) => tensor.name);

  it('are sorted by name as people count, by size, spread and zeros, what is unknown last', () => {
    expect(names('name', '')).toEqual(['far', 'w9', 'w10']);
    expect(names('size', '')).toEqual(['far', 'w9', 'w10']);
    expect(names('spread', '')).toEqual(['w9', 'w10', 'far']);
    expect(names('zeros', '')).toEqual(['w10', 'w9', 'far']);
  });

  it('are found by their own name, their layer and its operator', () => {
    expect(names('first', 'conv ste')).toEqual(['w9']);
    expect(names('name', 'W1')).toEqual(['w10']);
    expect(names('first', 'nothing')).toEqual([]);
  });
});
