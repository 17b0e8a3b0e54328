import { describe, expect, it } from 'vitest';
import type { Layers } from '../api/types';
import { csv, sorted } from './table';

const layers: Layers = {
  count: 3,
  name: ['b', 'a,"x"', '=sum'],
  op: ['Conv', 'Relu', 'Conv'],
  category: ['convolution', 'activation', 'convolution'],
  module: ['', 'm', ''],
  tensor: ['t0', 't1', 't2'],
  shape: [[1, 8], null, ['N', 64]],
  parameters: [5, 0, 70],
  macs: [null, 3, 2],
  activationBytes: [32, null, 256],
  maps: [0, 0, 0],
};

describe('the layer table', () => {
  it.each([
    ['index', false, [0, 1, 2]],
    ['index', true, [2, 1, 0]],
    ['name', false, [2, 1, 0]],
    ['op', false, [0, 2, 1]],
    ['op', true, [1, 0, 2]],
    ['shape', true, [2, 0, 1]],
    ['parameters', true, [2, 0, 1]],
    ['macs', true, [1, 2, 0]],
    ['memory', false, [1, 0, 2]],
  ] as const)('by %s, falling %s', (column, falling, order) => expect(sorted(layers, [0, 1, 2], column, falling)).toEqual(order));

  it('is saved with exact numbers', () => {
    expect(csv(layers, [1, 2])).toBe(
      'index,name,op,module,tensor,shape,parameters,macs,activationBytes\r\n' +
        '1,"a,""x""",Relu,m,t1,?,0,3,\r\n' +
        "2,'=sum,Conv,,t2,N×64,70,2,256\r\n",
    );
  });
});
