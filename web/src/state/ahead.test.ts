import { describe, expect, it, vi } from 'vitest';

const gone = () => undefined;
vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://127.0.0.1/' });
vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/', querySelector: () => null, documentElement: { dataset: {} } });
vi.stubGlobal('localStorage', { getItem: () => null, setItem: gone });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: gone }));
vi.stubGlobal('addEventListener', gone);
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('fetch', () => Promise.reject(new Error('no server')));
const { nearest } = await import('./ahead');

const stage = (tensor: string, kind: string, shape: number[], layer: number | null = 0) => ({ tensor, kind, shape, layer });
const stages = [
  stage('x', 'picture', [1, 3, 224, 224], null),
  stage('wide', 'maps', [1, 512, 512, 512]),
  stage('a', 'maps', [1, 64, 56, 56]),
  stage('b', 'maps', [1, 64, 28, 28]),
  stage('p', 'vector', [1, 1000]),
];

describe('the layers that are looked at ahead', () => {
  it('are the nearest to the chosen one first, and never the chosen one or an input', () => {
    expect(nearest(stages.slice(2), 'b')).toEqual(['a', 'p']);
    expect(nearest(stages.slice(2), 'a')).toEqual(['b', 'p']);
    expect(nearest(stages.slice(2), 'elsewhere')).toEqual(['a', 'b', 'p']);
    expect(nearest(stages.slice(0, 1), '')).toEqual([]);
    expect(nearest([], '')).toEqual([]);
  });

  it('are only as many as the page may hold', () => {
    expect(nearest(stages, 'p')).toEqual(['b', 'a']);
    expect(nearest(stages, '')).toEqual(['a', 'b', 'p']);
  });
});
