import { describe, expect, it } from 'vitest';
import type { Layers } from '../api/types';
import { find, parse } from './search';

const layers: Layers = {
  count: 4,
  name: ['/layer1/conv1/Conv', '/layer1/relu/Relu', '/layer2/conv2/Conv', 'exact name'],
  op: ['Conv', 'Relu', 'Conv', 'Gemm'],
  category: ['convolution', 'activation', 'convolution', 'linear'],
  module: ['layer1/conv1', 'layer1/relu', 'layer2/conv2', ''],
  tensor: ['a', 'b', 'c', 'd'],
  shape: [[1, 64, 56, 56], [1, 64, 56, 56], ['N', 512, 7, 7], null],
  parameters: [1728, 0, 2_359_296, 513_000],
  macs: [10_000_000, 0, null, 512_000],
  activationBytes: [802_816, 802_816, 100_352, 4000],
  maps: [64, 64, 512, 0],
};

const found = (text: string) => find(parse(text), layers);

describe('finding layers', () => {
  it.each([
    ['conv', [0, 2]],
    ['CONV layer1', [0]],
    ['op:Conv params>1M', [2]],
    ['params>=1728', [0, 2, 3]],
    ['params=0', [1]],
    ['macs>10M', []],
    ['macs>=10M', [0]],
    ['macs<1k', [1]],
    ['memory>100kB', [0, 1, 2]],
    ['shape:512', [2]],
    ['shape:64x56', [0, 1]],
    ['shape:n', [2]],
    ['shape:?x512', [2]],
    ['module:layer1', [0, 1]],
    ['"exact name"', [3]],
    ['op:"Conv"', [0, 2]],
    ['"exact"', []],
    ['/conv\\d/', [0, 2]],
    ['/^\\/layer1\\/(conv|relu)/', [0, 1]],
    ['conv -layer1', [2]],
    ['-op:Conv', [1, 3]],
    ['', []],
    ['   ', []],
    ['nothing of the kind', []],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));

  it.each([
    ['/(/', { problem: 'pattern', at: '/(/' }],
    ['size>3', { problem: 'column', at: 'size' }],
    ['colour:red', { problem: 'column', at: 'colour' }],
    ['params>many', { problem: 'number', at: 'params>many' }],
    ['params>1.2.3', { problem: 'number', at: 'params>1.2.3' }],
  ])('says what is wrong with %s', (text, problem) => expect(parse(text)).toEqual(problem));

  it('takes anything without an exception', () => {
    const signs = 'ab1"/\\:<>=-.( )[x*+?';
    let seed = 7;
    const next = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: next(14) }, () => signs[next(signs.length)]).join('');
      expect(Array.isArray(found(text))).toBe(true);
    }
  });
});
